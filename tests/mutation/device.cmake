aimcert_mutant(missing_absolute_value CLAIM bounded_weights FILE core/device/update.hpp
  FIND "- math::abs(d) * asymmetric_part" REPLACE "- d * asymmetric_part")

aimcert_mutant(asymmetric_part_reversed CLAIM update_forms_agree FILE core/device/update.hpp
  FIND "(response.q_minus(w) - response.q_plus(w)) / S(2)" REPLACE "(response.q_plus(w) - response.q_minus(w)) / S(2)"
  KIND "sign")
aimcert_mutant(response_halved CLAIM saturation_distance_contracts FILE core/device/update.hpp
  FIND "(w - response.w0) / response.tau" REPLACE "(w - response.w0) / (S(2) * response.tau)"
  KIND "constant halved")
aimcert_mutant(symmetric_point_forgotten CLAIM saturation_and_fast_reset FILE core/device/update.hpp
  FIND "(w - response.w0) / response.tau" REPLACE "w / response.tau"
  KIND "term dropped")
aimcert_mutant(smaller_end CLAIM update_lipschitz FILE core/device/response_bounds.hpp
  FIND "return math::max(response.q_minus(range.high)" REPLACE "return math::min(response.q_minus(range.high)"
  KIND "wrong extremum")
aimcert_mutant(largest_symmetric_part_halved CLAIM update_lipschitz FILE core/device/response_bounds.hpp
  FIND "response.q_plus(range.low)) / S(2)" REPLACE "response.q_plus(range.low)) / S(4)"
  KIND "constant halved")
aimcert_mutant(range_forgotten CLAIM asymmetric_difference FILE core/device/update.hpp
  FIND "(w - response.w0) / response.tau" REPLACE "(w - response.w0)"
  KIND "term dropped")
aimcert_mutant(spread_halved CLAIM elementwise_product FILE properties/claims/device/elementwise_product.cpp
  FIND "radius = (largest - smallest) / S(2)" REPLACE "radius = (largest - smallest) / S(4)"
  KIND "constant halved")
aimcert_mutant(missing_absolute_value CLAIM elementwise_product FILE properties/claims/device/elementwise_product.cpp
  FIND "magnitude = inner_product(u_size, v_size)" REPLACE "magnitude = inner_product(u, v)"
  KIND "missing absolute value")
aimcert_mutant(quadratic_term_dropped CLAIM pulse_limit FILE core/device/pulse.hpp
  FIND "from_increment * math::square(d)" REPLACE "S(0) * math::square(d)"
  KIND "term dropped")
aimcert_mutant(pulse_term_halved CLAIM pulse_limit FILE core/device/pulse.hpp
  FIND "return from_pulses * dw_min" REPLACE "return from_pulses * dw_min / S(2)"
  KIND "constant halved")
aimcert_mutant(noise_excursion_dropped CLAIM pulse_limit FILE core/device/pulse.hpp
  FIND "from_noise * dw_min * noise_excursion" REPLACE "from_noise * dw_min * S(0) * noise_excursion"
  KIND "term dropped")
aimcert_mutant(variance_of_one_pulse CLAIM pulse_limit FILE core/device/pulse.hpp
  FIND "return math::whole<S>(pulses) * math::square" REPLACE "return math::whole<S>(pulses > 0) * math::square"
  KIND "number of pulses forgotten")
aimcert_mutant(one_pulse_too_few CLAIM pulse_flow_limit FILE core/device/pulse.hpp
  FIND "> 0 ? 1 : 0" REPLACE "> 0 ? 0 : 0"
  KIND "off by one")
aimcert_mutant(curvature_halved CLAIM pulse_flow_limit FILE core/device/pulse.hpp
  FIND "(S(1) + rate * dw_min) / S(2)" REPLACE "(S(1) + rate * dw_min) / S(4)"
  KIND "constant halved")
aimcert_mutant(scale_of_one_train CLAIM rank_update_expectation FILE core/device/pulse_trains.hpp
  FIND "dw_min * math::square(scale) * d * x" REPLACE "dw_min * scale * d * x"
  KIND "term dropped")
aimcert_mutant(misses_off_by_one CLAIM rank_update_expectation FILE core/device/pulse_trains.hpp
  FIND "math::power(S(S(1) - both), slots - k)" REPLACE "math::power(S(S(1) - both), slots - k - 1)"
  KIND "off by one")
aimcert_mutant(noise_of_the_last_pulse CLAIM pulse_limit FILE properties/claims/device/pulse_limit.cpp
  FIND "math::square(keep) * variance" REPLACE "S(0) * variance"
  KIND "order")
