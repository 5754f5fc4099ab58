# Claims on general response functions and on residual learning.
aimcert_mutant(smaller_largest_part CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "response.q_plus(range.low)) / S(2);" REPLACE "response.q_plus(range.low)) / S(4);"
  KIND "constant halved")
aimcert_mutant(power_slope_without_exponent CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "return math::whole<S>(gamma) * math::power" REPLACE "return math::power"
  KIND "term dropped")
aimcert_mutant(power_slope_at_the_zero CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "math::power(S(S(1) - low / high), gamma - 1)" REPLACE "math::power(S(S(1) + low / high), gamma - 1)"
  KIND "sign")
aimcert_mutant(exponential_slope_at_the_zero CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "math::exp(S(gamma * (S(1) - low / high)))" REPLACE "math::exp(S(gamma * (S(1) + low / high)))"
  KIND "sign")
aimcert_mutant(exponential_slope_without_exponent CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "return gamma * math::exp(S(" REPLACE "return math::exp(S("
  KIND "term dropped")
aimcert_mutant(one_added_for_one_subtracted CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "(math::abs(high) * (math::exp(gamma) - S(1)))" REPLACE "(math::abs(high) * (math::exp(gamma) + S(1)))"
  KIND "sign")
aimcert_mutant(power_of_the_other_side CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "steepest_power_slope(r.tau_max, r.tau_min, r.gamma_plus)" REPLACE "steepest_power_slope(r.tau_max, r.tau_min, r.gamma_minus)"
  KIND "wrong exponent")
aimcert_mutant(exponent_of_the_other_side CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "steepest_exponential_slope(r.tau_min, r.tau_max, r.gamma_minus)" REPLACE "steepest_exponential_slope(r.tau_min, r.tau_max, r.gamma_plus)"
  KIND "wrong exponent")
aimcert_mutant(slopes_exchanged CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "return {S(1) / r.tau_max, S(-1) / r.tau_min};" REPLACE "return {S(-1) / r.tau_min, S(1) / r.tau_max};"
  KIND "wrong side")
aimcert_mutant(shift_reversed CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "return {(S(1) + r.c) / r.tau, (S(1) - r.c) / r.tau};" REPLACE "return {(S(1) - r.c) / r.tau, (S(1) + r.c) / r.tau};"
  KIND "sign")
aimcert_mutant(slope_of_half_the_range CLAIM response_bounds FILE core/device/response_bounds.hpp
  FIND "return {S(1) / r.tau, S(1) / r.tau};" REPLACE "return {S(1) / r.tau, S(1) / (S(2) * r.tau)};"
  KIND "constant halved")
aimcert_mutant(smallest_for_largest CLAIM weighted_norm FILE properties/claims/device/weighted_norm.cpp
  FIND "largest = math::max(largest" REPLACE "largest = math::min(largest"
  KIND "wrong bound")
aimcert_mutant(asymmetry_at_half CLAIM analog_sgd_descent_general FILE properties/claims/analog_sgd/analog_sgd_descent_general.cpp
  FIND "math::ratio<S>(3, 4)" REPLACE "math::ratio<S>(1, 2)"
  KIND "constant lowered")
aimcert_mutant(descent_doubled CLAIM analog_gd_convergence_general FILE properties/claims/analog_sgd/analog_gd_convergence_general.cpp
  FIND "alpha / (S(2) * largest) *" REPLACE "alpha / largest *"
  KIND "constant doubled")
aimcert_mutant(gap_quartered CLAIM analog_sgd_convergence_general FILE properties/claims/analog_sgd/analog_sgd_convergence_general.cpp
  FIND "S(8) * largest * state.objective.value" REPLACE "S(2) * largest * state.objective.value"
  KIND "constant quartered")
aimcert_mutant(sign_of_the_asymmetry CLAIM implicit_penalty FILE properties/claims/residual_learning/implicit_penalty.cpp
  FIND "compare(instance, checks, S(1));" REPLACE "compare(instance, checks, S(-1));"
  KIND "sign")
aimcert_mutant(descent_too_steep CLAIM residual_mixed_descent FILE properties/claims/residual_learning/residual_mixed_descent.cpp
  FIND "Constants<S>{rate / (S(4) * largest)," REPLACE "Constants<S>{rate / largest,"
  KIND "constant quadrupled")
aimcert_mutant(mean_response_for_steepest CLAIM residual_main_descent FILE properties/claims/residual_learning/residual_main_descent.cpp
  FIND "weighted += r.steepest(i) *" REPLACE "weighted += S(r.symmetric(i, 0)) *"
  KIND "wrong Lipschitz constant")
aimcert_mutant(noise_halved CLAIM residual_array_descent FILE properties/claims/residual_learning/residual_array_descent.cpp
  FIND ": math::square(steepest);" REPLACE ": S(math::square(steepest) / S(2));"
  KIND "constant halved")
aimcert_mutant(descent_too_steep CLAIM residual_convergence FILE properties/claims/residual_learning/residual_convergence.cpp
  FIND "lyapunov(algorithm) + promised" REPLACE "lyapunov(algorithm) + S(4) * promised"
  KIND "constant quadrupled")
aimcert_mutant(third_order CLAIM implicit_penalty FILE properties/claims/residual_learning/implicit_penalty.cpp
  FIND "S(S(2) * delta)), S(2));" REPLACE "S(S(2) * delta)), S(3));"
  KIND "order too high")
