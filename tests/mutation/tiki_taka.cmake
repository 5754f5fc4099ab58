# Claims on Tiki-Taka, and on the exact convergence of residual learning.
aimcert_mutant(noise_cost_halved CLAIM tracking FILE properties/claims/tiki_taka/tracking.cpp
  FIND "+ max_abs(state.residual) / tau))) * noise.variance;"
  REPLACE "+ max_abs(state.residual) / tau))) * noise.variance / S(2);")
aimcert_mutant(residual_cost_quartered CLAIM tracking FILE properties/claims/tiki_taka/tracking.cpp
  FIND "S(2) * a * residual + gradient_cost" REPLACE "a / S(2) * residual + gradient_cost")
aimcert_mutant(follows_the_gradient_backwards CLAIM tracking FILE core/optimizer/tiki_taka.hpp
  FIND "read_ = -gradient;" REPLACE "read_ = gradient;")

aimcert_mutant(noise_cost_halved CLAIM weight_decay FILE properties/claims/tiki_taka/weight_decay.cpp
  FIND "(rule == Rule::derived ? S(2) : S(3)) *" REPLACE "(rule == Rule::derived ? S(1) : S(3)) *")
aimcert_mutant(gradient_cost_quartered CLAIM weight_decay FILE properties/claims/tiki_taka/weight_decay.cpp
  FIND "S(4) * beta * tau / deviation" REPLACE "beta * tau / deviation")

aimcert_mutant(gradient_cost_quartered CLAIM bounded_residual_array
  FILE properties/claims/tiki_taka/bounded_residual_array.cpp
  FIND "S(8) * beta * from_gradient + S(2) * from_noise,"
  REPLACE "S(2) * beta * from_gradient + S(2) * from_noise,")
aimcert_mutant(noise_cost_dropped CLAIM bounded_residual_array
  FILE properties/claims/tiki_taka/bounded_residual_array.cpp
  FIND "S(8) * beta * from_gradient + S(2) * from_noise,"
  REPLACE "S(8) * beta * from_gradient,")

aimcert_mutant(saturation_to_the_fourth CLAIM tiki_taka_descent
  FILE properties/claims/tiki_taka/tiki_taka_descent.cpp
  FIND "S(math::square(r) / target)" REPLACE "S(math::power(r, 4) / target)")
aimcert_mutant(miss_cost_halved CLAIM tiki_taka_descent FILE properties/claims/tiki_taka/tiki_taka_descent.cpp
  FIND "cost = alpha * (S(1) + r) / (S(2) * target) * miss;"
  REPLACE "cost = alpha * (S(1) + r) / (S(4) * target) * miss;")

aimcert_mutant(larger_factor CLAIM tiki_taka_convergence FILE properties/claims/tiki_taka/tiki_taka_convergence.cpp
  FIND "math::ratio<S>(3678, 100)" REPLACE "math::ratio<S>(3679, 100)")
aimcert_mutant(noise_cost_halved CLAIM tiki_taka_convergence FILE properties/claims/tiki_taka/tiki_taka_convergence.cpp
  FIND "const S cost = weight * math::square" REPLACE "const S cost = weight / S(2) * math::square")

aimcert_mutant(transfer_without_drift CLAIM tiki_taka_drift FILE core/device/update.hpp
  FIND "- math::abs(d) * asymmetric_part" REPLACE "- d * asymmetric_part")
aimcert_mutant(longer_memory CLAIM tiki_taka_drift FILE properties/claims/tiki_taka/tiki_taka_drift.cpp
  FIND "2 * n)) / (S(2) - a);" REPLACE "2 * n)) / S(2);")

aimcert_mutant(descent_quadrupled CLAIM residual_exact_convergence
  FILE properties/claims/residual_learning/residual_exact_convergence.cpp
  FIND "const S promised = rate / (S(8) * largest)" REPLACE "const S promised = rate / (S(2) * largest)")
aimcert_mutant(noise_cost_tenth CLAIM residual_exact_convergence
  FILE properties/claims/residual_learning/residual_exact_convergence.cpp
  FIND "math::ratio<S>(73, 36)" REPLACE "math::ratio<S>(73, 360)")

aimcert_mutant(sample_variance_quartered CLAIM tracking FILE properties/array/noise.hpp
  FIND "noise.variance += probability * squared_norm" REPLACE "noise.variance += probability / S(4) * squared_norm")
aimcert_mutant(order_one_at_rest CLAIM tiki_taka_drift FILE properties/claims/tiki_taka/tiki_taka_drift.cpp
  FIND "at_rest, math::ratio<S>(1, 2));" REPLACE "at_rest, S(1));")
