# Intervals of doubles that miss what they should contain.

aimcert_interval_mutant(rounding_of_a_root_forgotten FILE core/scalar/double_interval.hpp
  FIND "static double below(double x) { return x - 0x1p-52 * std::abs(x); }" REPLACE "static double below(double x) { return x; }")
aimcert_interval_mutant(sum_not_widened FILE core/scalar/double_interval.hpp
  FIND "return finite_or_whole(sum + masked(0x1p-52 * magnitude(sum), ~outwards));" REPLACE "return finite_or_whole(sum);")
aimcert_interval_mutant(inward_sum_taken_for_outward FILE core/scalar/double_interval.hpp
  FIND "const Bits outwards = error <= Ends{0, 0};" REPLACE "const Bits outwards = error >= Ends{0, 0};")
aimcert_interval_mutant(negative_product_moved_inwards FILE core/scalar/double_interval.hpp
  FIND "finite_or_whole(product + 0x1p-52 * magnitude(product))" REPLACE "finite_or_whole(product + 0x1p-52 * product)")
aimcert_interval_mutant(product_of_opposite_ends_forgotten FILE core/scalar/double_interval.hpp
  FIND "larger(larger(Ends{-p, -p} * of_lower, Ends{p, p} * of_upper)," REPLACE "larger(Ends{-p, -p} * of_lower,")
aimcert_interval_mutant(underflow_forgotten FILE core/scalar/double_interval.hpp
  FIND "return normal(product) ? finite_or_whole(product + 0x1p-52 * magnitude(product)) : product_near_zero(a, b);"
  REPLACE "return finite_or_whole(product + 0x1p-52 * magnitude(product));")
aimcert_interval_mutant(divisor_around_zero_accepted FILE core/scalar/double_interval.hpp
  FIND "if (!(b.lower() > 0)) return whole();" REPLACE "if (b.lower() == 0) return whole();")
aimcert_interval_mutant(function_taken_as_correctly_rounded FILE core/scalar/double_interval.cpp
  FIND "constexpr double relative_error = 0x1p-46;" REPLACE "constexpr double relative_error = 0x1p-53;")
aimcert_interval_mutant(width_of_the_argument_forgotten FILE core/scalar/double_interval.cpp
  FIND "const double reach = I::above(error + distance);" REPLACE "const double reach = I::above(error);")
aimcert_interval_mutant(slope_a_thousandth FILE core/scalar/double_interval.cpp
  FIND "const double rise = I::above(slope * width);" REPLACE "const double rise = I::above(0.001 * slope * width);")
