#ifndef C_ALLOCATION_COUNTER_H
#define C_ALLOCATION_COUNTER_H

#include <stdint.h>

/// Number of allocations of the process so far: malloc, calloc, realloc, aligned_alloc, memalign and posix_memalign.
uint64_t allocation_count(void);

/// Allocates and frees `count` blocks: a control that the counter must read exactly.
void allocation_control(uint64_t count);

#endif
