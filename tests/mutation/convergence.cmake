# Claims over whole runs.
aimcert_mutant(gap_halved CLAIM sync_convergence FILE core/bounds/convergence.hpp
  FIND "return ((S(2) * initial_gap" REPLACE "return ((S(1) * initial_gap")
aimcert_mutant(step_not_divided CLAIM sync_convergence FILE core/pipeline/synchronous.hpp
  FIND "micro_batch_rate_(learning_rate / math::whole<S>(micro_batches))" REPLACE "micro_batch_rate_(learning_rate)")

aimcert_mutant(gap_halved CLAIM async_convergence FILE core/bounds/convergence.hpp
  FIND "return (S(2) * initial_gap" REPLACE "return (S(1) * initial_gap")
aimcert_mutant(ascent CLAIM async_convergence FILE core/pipeline/asynchronous.hpp
  FIND "signals_.input[m], learning_rate_, scratch_, monitored)"
  REPLACE "signals_.input[m], S(-learning_rate_), scratch_, monitored)")

aimcert_mutant(gap_halved CLAIM digital_async_convergence FILE core/bounds/convergence.hpp
  FIND "return S(2) * initial_gap" REPLACE "return S(1) * initial_gap")

aimcert_mutant(noise_halved CLAIM sample_complexity FILE core/bounds/complexity.hpp
  FIND "return {S(16) * initial_gap" REPLACE "return {S(8) * initial_gap")
aimcert_mutant(rate_term_halved CLAIM sample_complexity FILE core/bounds/complexity.hpp
  FIND "S(4) * initial_gap / (largest_rate * scaled_error)" REPLACE "S(2) * initial_gap / (largest_rate * scaled_error)")
aimcert_mutant(saturation_forgotten CLAIM sample_complexity FILE core/bounds/complexity.hpp
  FIND "S(error * (S(1) - math::square(saturation)))" REPLACE "error")

aimcert_mutant(one_cycle_too_few CLAIM wall_clock_complexity FILE core/pipeline/schedule_closed_forms.hpp
  FIND "return 2 * (stages + micro_batches - 1);" REPLACE "return 2 * (stages + micro_batches) - 3;")
aimcert_mutant(pipeline_without_pipeline CLAIM wall_clock_complexity FILE core/pipeline/schedule_closed_forms.hpp
  FIND "return 2 * stages * micro_batches;" REPLACE "return 2 * (stages + micro_batches - 1) + 0;")
