/* The golden answers by the forms of the core for processors without vectors: the Makefile builds that core. */
#include "golden.c"
