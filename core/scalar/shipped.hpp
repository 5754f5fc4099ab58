#pragma once

// The scalars that ship. AIMCERT_EXTERN_INSTANCES(LIST) declares LIST(extern, S) for each: a library holds these templates,
// compiled once. With AIMCERT_INLINE_CORE defined it declares nothing, and the compiler instantiates as usual. Long members of
// such classes are defined outside of them: GCC instantiates whatever is inline even where it is declared extern.

#include "core/scalar/double_interval.hpp"
#include "core/scalar/multiprecision.hpp"

#ifdef AIMCERT_INLINE_CORE
#define AIMCERT_EXTERN_INSTANCES(LIST)
#else
#define AIMCERT_EXTERN_INSTANCES(LIST)                                                                                 \
    LIST(extern, float)                                                                                                \
    LIST(extern, double)                                                                                               \
    LIST(extern, Real50)                                                                                               \
    LIST(extern, Real100)                                                                                              \
    LIST(extern, DoubleInterval)                                                                                       \
    LIST(extern, Interval)                                                                                             \
    LIST(extern, Rational)
#endif
