aimcert_mutant(gap_counts_once CLAIM digital_sgd_convergence FILE properties/claims/analog_sgd/digital_sgd_convergence.cpp
  FIND "S(2) * gap / alpha" REPLACE "gap / alpha" KIND "constant halved")
aimcert_mutant(step_ascends CLAIM digital_sgd_convergence FILE core/optimizer/digital_sgd.hpp
  FIND "S(learning_rate_ * share)" REPLACE "S(-learning_rate_ * share)" KIND "sign")

aimcert_mutant(saturation_costs_half CLAIM analog_sgd_convergence FILE properties/claims/analog_sgd/analog_sgd_convergence.cpp
  FIND "math::whole<S>(constant) * alpha / S(2) * square" REPLACE "math::whole<S>(constant) * alpha / S(4) * square"
  KIND "constant halved")
aimcert_mutant(constant_one_at_any_rate CLAIM analog_sgd_convergence FILE properties/claims/analog_sgd/analog_sgd_convergence.cpp
  FIND "S(rate * (square + S(2) * r - S(1)))" REPLACE "S(S(0) * r)" KIND "hypothesis dropped")

aimcert_mutant(saturation_helps CLAIM analog_gd_convergence FILE properties/claims/analog_sgd/analog_gd_convergence.cpp
  FIND "state.alpha * (S(1) - sums.largest)" REPLACE "state.alpha * (S(1) + sums.largest)" KIND "sign")
aimcert_mutant(step_twice_as_long CLAIM analog_gd_convergence FILE core/optimizer/analog_sgd.hpp
  FIND "S(learning_rate_ * share)" REPLACE "S(S(2) * learning_rate_ * share)" KIND "constant doubled")

aimcert_mutant(half_the_gap CLAIM gd_saturation_vector FILE properties/claims/analog_sgd/gd_saturation_vector.cpp
  FIND "S(S(2) * gap / low)" REPLACE "S(gap / low)" KIND "constant halved")

aimcert_mutant(rate_without_saturation CLAIM gd_saturation_scalar FILE properties/claims/analog_sgd/gd_saturation_scalar.cpp
  FIND "S((S(1) + r) * state.alpha * state.smoothness)" REPLACE "S(state.alpha * state.smoothness)" KIND "hypothesis weakened")

aimcert_mutant(rate_without_saturation CLAIM sgd_saturation_scalar FILE properties/claims/analog_sgd/sgd_saturation_scalar.cpp
  FIND "S((S(1) + r) * rate)" REPLACE "rate" KIND "hypothesis weakened")
aimcert_mutant(step_twice_as_long CLAIM sgd_saturation_scalar FILE core/optimizer/analog_sgd.hpp
  FIND "S(learning_rate_ * share)" REPLACE "S(S(2) * learning_rate_ * share)" KIND "constant doubled")

aimcert_mutant(any_saturation CLAIM sgd_saturation_vector FILE properties/claims/analog_sgd/sgd_saturation_vector.cpp
  FIND "math::square(S(r * (low + high)))" REPLACE "S(0)" KIND "hypothesis dropped")

aimcert_mutant(odds_exchanged CLAIM absolute_noise_expectation FILE properties/claims/analog_sgd/absolute_noise_expectation.cpp
  FIND "(S(2) * p - S(1)) * g" REPLACE "(S(1) - S(2) * p) * g" KIND "sign")

aimcert_mutant(twice_the_noise CLAIM instance_saturation FILE properties/claims/analog_sgd/instance_saturation.cpp
  FIND "S(point.smoothness * (tau / S(2) - distance))" REPLACE "S(S(2) * point.smoothness * (tau / S(2) - distance))"
  KIND "hypothesis weakened")

aimcert_mutant(smaller_slope CLAIM instance_noise_variation FILE properties/claims/analog_sgd/instance_noise_variation.cpp
  FIND "math::ratio<S>(16, 3)" REPLACE "math::ratio<S>(12, 3)" KIND "constant lowered")

aimcert_mutant(odds_exchanged CLAIM analog_sgd_lower_bound FILE properties/claims/analog_sgd/analog_sgd_lower_bound.cpp
  FIND "(S(1) - omega) / S(2)" REPLACE "(S(1) + omega) / S(2)" KIND "sign")
aimcert_mutant(step_twice_as_long CLAIM analog_sgd_lower_bound FILE core/optimizer/analog_sgd.hpp
  FIND "S(learning_rate_ * share)" REPLACE "S(S(2) * learning_rate_ * share)" KIND "constant doubled")

aimcert_mutant(noise_forgotten_on_the_way CLAIM digital_sgd_convergence FILE properties/array/tree.hpp
  FIND "S variance = noise.variance;" REPLACE "S variance(0);" KIND "variance dropped")
aimcert_mutant(smoothness_a_quarter CLAIM digital_sgd_convergence FILE properties/array/samples.hpp
  FIND "loss_smoothness<S>(Loss::softmax_cross_entropy)) : largest;"
  REPLACE "loss_smoothness<S>(Loss::softmax_cross_entropy)) : S(largest / S(4));" KIND "wrong smoothness")
aimcert_mutant(four_times_the_saturation CLAIM analog_sgd_lower_bound FILE properties/claims/analog_sgd/analog_sgd_lower_bound.cpp
  FIND "saturations += probability *" REPLACE "saturations += S(4) * probability *" KIND "published constant")
