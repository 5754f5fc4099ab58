aimcert_mutant(weight_of_the_wrong_layer CLAIM bounded_signals FILE core/bounds/signal_bounds.hpp
  FIND "bounds.activation_lipschitz[m] * bounds.spectral[m + 1] * bounds.error[m + 1]"
  REPLACE "bounds.activation_lipschitz[m] * bounds.spectral[m] * bounds.error[m + 1]")
aimcert_mutant(box_of_one_row CLAIM bounded_signals FILE core/bounds/signal_bounds.hpp
  FIND "math::whole<S>(w.rows() * w.cols())" REPLACE "math::whole<S>(w.cols())")
aimcert_mutant(stale_forward_not_covered CLAIM bounded_signals FILE properties/pipeline/weight_pair.hpp
  FIND "    met.add(weights);\n" REPLACE "")

aimcert_mutant(root_of_the_run_forgotten CLAIM bounded_iterates FILE core/bounds/bounded_iterates.hpp
  FIND " / math::whole<S>(steps)))" REPLACE "))")
aimcert_mutant(step_not_divided CLAIM bounded_iterates FILE core/pipeline/synchronous.hpp
  FIND "micro_batch_rate_(learning_rate / math::whole<S>(micro_batches))" REPLACE "micro_batch_rate_(learning_rate)")

aimcert_mutant(constant_halved CLAIM loss_lipschitz FILE core/network/loss.hpp
  FIND "math::ratio<S>(1, 2) : S(1)" REPLACE "math::ratio<S>(1, 4) : S(1)")
aimcert_mutant(one_output_counted CLAIM loss_lipschitz FILE core/network/loss.hpp
  FIND "math::sqrt(math::whole<S>(outputs))" REPLACE "S(1)")
aimcert_mutant(target_forgotten CLAIM loss_lipschitz FILE core/network/loss.hpp
  FIND "return output_bound + target_bound;" REPLACE "return output_bound;")

aimcert_mutant(backward_weights_taken_as_equal CLAIM signal_stability FILE core/bounds/stability.hpp
  FIND "through += bounds.error[m + 1] * e[m + 1];" REPLACE "through += S(0);")
aimcert_mutant(error_of_the_wrong_layer CLAIM signal_stability FILE core/bounds/stability.hpp
  FIND "bounds.input[m] * e[m] + bounds.spectral[m] * d.input[m]" REPLACE "bounds.input[m] * e[m]")

aimcert_mutant(input_distance_dropped CLAIM smooth_objective FILE core/bounds/stability.hpp
  FIND "bounds.input[m] * d.error[m] + bounds.error[m] * d.input[m]" REPLACE "bounds.input[m] * d.error[m]")
aimcert_mutant(constant_halved CLAIM smooth_objective FILE core/bounds/stability.hpp
  FIND "return spectral_norm_bound(stability_matrix(bounds, Perturbed::forward_and_backward));"
  REPLACE "return spectral_norm_bound(stability_matrix(bounds, Perturbed::forward_and_backward)) / S(2);")
