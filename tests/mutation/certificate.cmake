# Intervals of doubles that miss what they should contain.

aimcert_interval_mutant(lower_end_not_moved FILE core/scalar/double_interval.hpp
  FIND "static double below(double x) { return smaller((1 - 0x1p-52) * x, (1 + 0x1p-52) * x); }"
  REPLACE "static double below(double x) { return x; }")
aimcert_interval_mutant(upper_end_moved_inwards_below_zero FILE core/scalar/double_interval.hpp
  FIND "return larger((1 - 0x1p-52) * x, (1 + 0x1p-52) * x);" REPLACE "return (1 + 0x1p-52) * x;")
aimcert_interval_mutant(products_of_equal_ends_only FILE core/scalar/double_interval.hpp
  FIND "low = smaller(smaller(p, q), smaller(r, s))" REPLACE "low = smaller(p, s)")
aimcert_interval_mutant(underflow_forgotten FILE core/scalar/double_interval.hpp
  FIND "return normal(low, high) ? between(below(low), above(high)) : product_near_zero(a, b);"
  REPLACE "return between(below(low), above(high));")
aimcert_interval_mutant(divisor_around_zero_accepted FILE core/scalar/double_interval.hpp
  FIND "if (!(b.lower_ > 0)) return whole();" REPLACE "if (b.lower_ == 0) return whole();")
aimcert_interval_mutant(function_taken_as_correctly_rounded FILE core/scalar/double_interval.cpp
  FIND "constexpr double relative_error = 0x1p-46;" REPLACE "constexpr double relative_error = 0x1p-53;")
aimcert_interval_mutant(width_of_the_argument_forgotten FILE core/scalar/double_interval.cpp
  FIND "const double reach = I::above(error + distance);" REPLACE "const double reach = I::above(error);")
aimcert_interval_mutant(slope_a_thousandth FILE core/scalar/double_interval.cpp
  FIND "const double rise = I::above(slope * width);" REPLACE "const double rise = I::above(0.001 * slope * width);")
