aimcert_mutant(delay_off_by_one CLAIM pipeline_delay FILE core/pipeline/schedule_closed_forms.hpp
  FIND "std::max(micro_batch - (stages - stage), 0)" REPLACE "std::max(micro_batch - (stages - stage) - 1, 0)")
aimcert_mutant(forwards_out_of_turn CLAIM pipeline_delay FILE core/pipeline/schedule.hpp
  FIND "const bool forward_turn = schedule != Schedule::async || stage.slot == Event::Kind::forward;"
  REPLACE "const bool forward_turn = true;")
aimcert_mutant(late_first_backward CLAIM pipeline_delay FILE properties/pipeline/pipeline_processes.cpp
  FIND "if (!first && !send(sockets.upstream, no_sample)) return false;"
  REPLACE "if (!first && !(send(sockets.upstream, no_sample) && send(sockets.upstream, no_sample))) return false;")

aimcert_mutant(filling_without_draining CLAIM computation_density FILE core/pipeline/schedule_closed_forms.hpp
  FIND "return 2 * (stages - 1);" REPLACE "return stages - 1;")
aimcert_mutant(cycle_too_many CLAIM computation_density FILE core/pipeline/schedule_closed_forms.hpp
  FIND "return 2 * (stages + micro_batches - 1);" REPLACE "return 2 * (stages + micro_batches);")

aimcert_mutant(delay_off_by_one CLAIM delay_decomposition FILE core/pipeline/stale_weights.hpp
  FIND "const std::size_t delay = initial.size() - 1 - m;" REPLACE "const std::size_t delay = initial.size() - m;")
aimcert_mutant(squares_instead_of_norms CLAIM delay_decomposition FILE core/monitor/accumulated_delay.hpp
  FIND "sum += math::sqrt(squared);" REPLACE "sum += squared;")

aimcert_mutant(stale_weights_in_backward_pass CLAIM signal_delay_error FILE core/pipeline/asynchronous.hpp
  FIND "return weights_.current(m); }, sample.target" REPLACE "return weights_.stale(m); }, sample.target")
aimcert_mutant(curvature_of_last_layer_dropped CLAIM signal_delay_error FILE core/bounds/stability.hpp
  FIND "bounds.loss_gradient * bounds.activation_smoothness[last] * d.preactivation[last]"
  REPLACE "S(0) * d.preactivation[last]")

aimcert_mutant(stale_input_dropped CLAIM gradient_delay_error FILE core/bounds/stability.hpp
  FIND "bounds.input[m] * d.error[m] + bounds.error[m] * d.input[m]" REPLACE "bounds.input[m] * d.error[m]")
aimcert_mutant(delays_count_once CLAIM gradient_delay_error FILE core/bounds/stability.hpp
  FIND "math::sqrt(math::whole<S>(matrix.cols() - 1 - j))" REPLACE "math::whole<S>(matrix.cols() - 1 - j > 0)")

aimcert_mutant(missing_absolute_value CLAIM weight_drift FILE core/device/update.hpp
  FIND "- math::abs(d) * asymmetric_part" REPLACE "- d * asymmetric_part")
aimcert_mutant(drift_outwards CLAIM weight_drift FILE core/device/update.hpp
  FIND "- math::abs(d) * asymmetric_part" REPLACE "+ math::abs(d) * asymmetric_part")

aimcert_mutant(delay_term_dropped CLAIM sufficient_descent FILE core/bounds/descent.hpp
  FIND "at_step.auxiliary_weight(learning_rate) * k.squared_delay;"
  REPLACE "S(0) * k.squared_delay;")

aimcert_mutant(oldest_increment_weighs_nothing CLAIM auxiliary_telescopes FILE core/monitor/accumulated_delay.hpp
  FIND "math::whole<S>(age + 1) *" REPLACE "math::whole<S>(age) *")
aimcert_mutant(oldest_increment_weighs_most CLAIM auxiliary_telescopes FILE core/monitor/accumulated_delay.hpp
  FIND "math::whole<S>(age + 1) *" REPLACE "math::whole<S>(window.squared.size() - age) *")

aimcert_mutant(noise_term_dropped CLAIM lyapunov_descent FILE core/bounds/descent.hpp
  FIND "math::square(learning_rate) * (c.smoothness + learning_rate * c.kappa()) * k.noise_variance"
  REPLACE "S(0) * k.noise_variance")
aimcert_mutant(ascent CLAIM lyapunov_descent FILE core/pipeline/asynchronous.hpp
  FIND "update_layer(response_, weights_.current(m), next[m], signals_.error[m], signals_.input[m], learning_rate_,"
  REPLACE "update_layer(response_, weights_.current(m), next[m], signals_.error[m], signals_.input[m], S(-learning_rate_),")

aimcert_mutant(step_not_divided CLAIM sync_descent FILE core/pipeline/synchronous.hpp
  FIND "micro_batch_rate_(learning_rate / math::whole<S>(micro_batches))" REPLACE "micro_batch_rate_(learning_rate)")
aimcert_mutant(noise_divided_twice CLAIM sync_descent FILE core/bounds/descent.hpp
  FIND "noise_variance / math::whole<S>(micro_batches)"
  REPLACE "noise_variance / math::square(math::whole<S>(micro_batches))")
