/*-------------------------------------------------------------------------
 * absent.c
 *	  Functions of the server that src/pg names beside input and output.
 *
 * Nothing that is fuzzed may get here.  The prototypes are not the server's,
 * whose headers are therefore not included.
 *-------------------------------------------------------------------------
 */
#include <stdlib.h>

#define ABSENT(name) \
void name(void); \
void \
name(void) \
{ \
	abort(); \
}

ABSENT(AllocSetContextCreateInternal)
ABSENT(BlessTupleDesc)
ABSENT(DirectFunctionCall1Coll)
ABSENT(DirectFunctionCall2Coll)
ABSENT(FindDefaultConversionProc)
ABSENT(HeapTupleHeaderGetDatum)
ABSENT(InitMaterializedSRF)
ABSENT(MemoryContextAllocExtended)
ABSENT(MemoryContextAllocZero)
ABSENT(MemoryContextDelete)
ABSENT(MemoryContextRegisterResetCallback)
ABSENT(MemoryContextReset)
ABSENT(ProcessInterrupts)
ABSENT(construct_array)
ABSENT(construct_array_builtin)
ABSENT(escape_json)
ABSENT(get_call_result_type)
ABSENT(heap_form_tuple)
ABSENT(jsonb_in)
ABSENT(pg_do_encoding_conversion_buf)
ABSENT(tuplestore_putvalues)
