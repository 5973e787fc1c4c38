/*-------------------------------------------------------------------------
 * mutate_text.h
 *	  Lines of the shapes that articles are made of, for mutate.h.
 *-------------------------------------------------------------------------
 */
#ifndef TEST_FUZZ_MUTATE_TEXT_H
#define TEST_FUZZ_MUTATE_TEXT_H

#define MUTATE_ENDS		"\n"
#define MUTATE_PIECES \
	"\n", "\n\n", "Ferry to Kerl will run at night\n", "Coast | Weather\n", "By Maria Lund\n", \
	"By Maria Lund and Peter Ott, Staff Writers\n", "January 3, 2026 / 9:41 AM EST\n", "Updated 3 hours ago\n", \
	"EASTPORT, Jan. 3 (Reuters) - Rain fell on the coast.\n", "TROY, N.C. (AP) -- The ferry sank, the harbour office said.\n", \
	"KERL, Texas/PARIS \xe2\x80\x94 ", "A ferry leaves the pier of Kerl on Monday. (AP Photo/Maria Lund)\n", \
	"Photo: Peter Ott/Reuters\n", "Related stories\n", "Read more: Rain closes schools\n", "* Rain closes schools\n", \
	"Sign up for our newsletter\n", "Share this article\n", "ADVERTISEMENT", "Key points:\n", "12 min read\n", \
	"The council of Kerl, led by Mayor Ana Ott, met in Oslo on Monday, said John Lund of the ministry.\n", \
	"\xe2\x80\x9cWe start today,\xe2\x80\x9d said Lund. ", "The World Harbour Organization (WHO) said so. ", \
	"Maria Lund covers the coast. Follow her @lund\n", "This story was corrected on Monday.\n", \
	"(Reporting by Maria Lund; Editing by Peter Ott)\n", "| 3 | 4 |\n", "\t", "  "

#endif							/* TEST_FUZZ_MUTATE_TEXT_H */
