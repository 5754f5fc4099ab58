aimcert_mutant(delay_term_halved CLAIM sufficient_descent FILE core/bounds/descent.hpp
  FIND "at_step.auxiliary_weight(learning_rate) * k.squared_delay;"
  REPLACE "S(0) * k.squared_delay;")
