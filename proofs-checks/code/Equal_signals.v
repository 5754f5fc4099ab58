(** The recursions of core/bounds/signal_bounds.hpp and stability.hpp are those that the theorems speak of, for two and
    three layers (Code_signals is recorded from them). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import SignalBounds StandardNetwork Code_signals.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

Ltac unroll :=
  repeat split;
  cbv beta iota zeta delta -[Rplus Rminus Rmult Rdiv Rinv Ropp IZR sqrt tanh spectral lipschitz smoothness input_norm
                             loss_bound loss_smoothness];
  cbn [spectral lipschitz smoothness input_norm loss_bound loss_smoothness].

(** (S) for layers of centered sigmoids, l = 1/4, and half squared error, Lam0 = X_M + max|y|. *)
Section Bounds.
  Variables (om : nat -> R) (chi target : R).
  Let layers (M : nat) : constants :=
    standard_constants M (fun _ => 2%nat) (fun _ => activation_constants.centered_sigmoid) loss_constants.half_squared_error
                       om chi target.

  Lemma bounds_of_two :
    let c := layers 2 in
    code_bounds2_X_0 om chi target = input_bound c 0 /\
    code_bounds2_X_1 om chi target = input_bound c 1 /\
    code_bounds2_X_2 om chi target = input_bound c 2 /\
    code_bounds2_D_0 om chi target = error_bound 2 c 0 /\
    code_bounds2_D_1 om chi target = error_bound 2 c 1.
  Proof. unroll; ring. Qed.

  Lemma bounds_of_three :
    let c := layers 3 in
    code_bounds3_X_0 om chi target = input_bound c 0 /\
    code_bounds3_X_1 om chi target = input_bound c 1 /\
    code_bounds3_X_2 om chi target = input_bound c 2 /\
    code_bounds3_X_3 om chi target = input_bound c 3 /\
    code_bounds3_D_0 om chi target = error_bound 3 c 0 /\
    code_bounds3_D_1 om chi target = error_bound 3 c 1 /\
    code_bounds3_D_2 om chi target = error_bound 3 c 2.
  Proof. unroll; ring. Qed.
End Bounds.

Section Distances.
  Variables (c : constants) (e : nat -> R).
  Let of_constants {T} M (code : (nat -> R) -> (nat -> R) -> (nat -> R) -> (nat -> R) -> (nat -> R) -> R -> R -> T) : T :=
    code (spectral c) (input_bound c) (error_bound M c) (lipschitz c) (smoothness c) (loss_bound c) (loss_smoothness c).

  (** (T) with stale forward weights, *)
  Lemma distances_of_two_stale :
    of_constants 2 code_distance2_stale_p_0 e = input_distance c e 0 /\
    of_constants 2 code_distance2_stale_p_1 e = input_distance c e 1 /\
    of_constants 2 code_distance2_stale_p_2 e = input_distance c e 2 /\
    of_constants 2 code_distance2_stale_q_0 e = preactivation_distance c e 0 /\
    of_constants 2 code_distance2_stale_q_1 e = preactivation_distance c e 1 /\
    of_constants 2 code_distance2_stale_t_0 e = error_distance 2 c false e 0 /\
    of_constants 2 code_distance2_stale_t_1 e = error_distance 2 c false e 1.
  Proof. unroll; ring. Qed.

  Lemma distances_of_three_stale :
    of_constants 3 code_distance3_stale_p_0 e = input_distance c e 0 /\
    of_constants 3 code_distance3_stale_p_1 e = input_distance c e 1 /\
    of_constants 3 code_distance3_stale_p_2 e = input_distance c e 2 /\
    of_constants 3 code_distance3_stale_p_3 e = input_distance c e 3 /\
    of_constants 3 code_distance3_stale_q_0 e = preactivation_distance c e 0 /\
    of_constants 3 code_distance3_stale_q_1 e = preactivation_distance c e 1 /\
    of_constants 3 code_distance3_stale_q_2 e = preactivation_distance c e 2 /\
    of_constants 3 code_distance3_stale_t_0 e = error_distance 3 c false e 0 /\
    of_constants 3 code_distance3_stale_t_1 e = error_distance 3 c false e 1 /\
    of_constants 3 code_distance3_stale_t_2 e = error_distance 3 c false e 2.
  Proof. unroll; ring. Qed.

  (** and with two weight tuples. *)
  Lemma distances_of_two_both :
    of_constants 2 code_distance2_both_p_0 e = input_distance c e 0 /\
    of_constants 2 code_distance2_both_p_1 e = input_distance c e 1 /\
    of_constants 2 code_distance2_both_p_2 e = input_distance c e 2 /\
    of_constants 2 code_distance2_both_q_0 e = preactivation_distance c e 0 /\
    of_constants 2 code_distance2_both_q_1 e = preactivation_distance c e 1 /\
    of_constants 2 code_distance2_both_t_0 e = error_distance 2 c true e 0 /\
    of_constants 2 code_distance2_both_t_1 e = error_distance 2 c true e 1.
  Proof. unroll; ring. Qed.

  Lemma distances_of_three_both :
    of_constants 3 code_distance3_both_p_0 e = input_distance c e 0 /\
    of_constants 3 code_distance3_both_p_1 e = input_distance c e 1 /\
    of_constants 3 code_distance3_both_p_2 e = input_distance c e 2 /\
    of_constants 3 code_distance3_both_p_3 e = input_distance c e 3 /\
    of_constants 3 code_distance3_both_q_0 e = preactivation_distance c e 0 /\
    of_constants 3 code_distance3_both_q_1 e = preactivation_distance c e 1 /\
    of_constants 3 code_distance3_both_q_2 e = preactivation_distance c e 2 /\
    of_constants 3 code_distance3_both_t_0 e = error_distance 3 c true e 0 /\
    of_constants 3 code_distance3_both_t_1 e = error_distance 3 c true e 1 /\
    of_constants 3 code_distance3_both_t_2 e = error_distance 3 c true e 2.
  Proof. unroll; ring. Qed.

  (** The matrices A and B. *)
  Lemma A_of_two :
    of_constants 2 code_A2_0_0 = stability_matrix 2 c true 0%nat 0%nat /\
    of_constants 2 code_A2_0_1 = stability_matrix 2 c true 0%nat 1%nat /\
    of_constants 2 code_A2_1_0 = stability_matrix 2 c true 1%nat 0%nat /\
    of_constants 2 code_A2_1_1 = stability_matrix 2 c true 1%nat 1%nat.
  Proof. unroll; ring. Qed.

  Lemma B_of_two :
    of_constants 2 code_B2_0_0 = stability_matrix 2 c false 0%nat 0%nat /\
    of_constants 2 code_B2_0_1 = stability_matrix 2 c false 0%nat 1%nat /\
    of_constants 2 code_B2_1_0 = stability_matrix 2 c false 1%nat 0%nat /\
    of_constants 2 code_B2_1_1 = stability_matrix 2 c false 1%nat 1%nat.
  Proof. unroll; ring. Qed.

  Lemma A_of_three :
    of_constants 3 code_A3_0_0 = stability_matrix 3 c true 0%nat 0%nat /\
    of_constants 3 code_A3_0_1 = stability_matrix 3 c true 0%nat 1%nat /\
    of_constants 3 code_A3_0_2 = stability_matrix 3 c true 0%nat 2%nat /\
    of_constants 3 code_A3_1_0 = stability_matrix 3 c true 1%nat 0%nat /\
    of_constants 3 code_A3_1_1 = stability_matrix 3 c true 1%nat 1%nat /\
    of_constants 3 code_A3_1_2 = stability_matrix 3 c true 1%nat 2%nat /\
    of_constants 3 code_A3_2_0 = stability_matrix 3 c true 2%nat 0%nat /\
    of_constants 3 code_A3_2_1 = stability_matrix 3 c true 2%nat 1%nat /\
    of_constants 3 code_A3_2_2 = stability_matrix 3 c true 2%nat 2%nat.
  Proof. unroll; ring. Qed.

  Lemma B_of_three :
    of_constants 3 code_B3_0_0 = stability_matrix 3 c false 0%nat 0%nat /\
    of_constants 3 code_B3_0_1 = stability_matrix 3 c false 0%nat 1%nat /\
    of_constants 3 code_B3_0_2 = stability_matrix 3 c false 0%nat 2%nat /\
    of_constants 3 code_B3_1_0 = stability_matrix 3 c false 1%nat 0%nat /\
    of_constants 3 code_B3_1_1 = stability_matrix 3 c false 1%nat 1%nat /\
    of_constants 3 code_B3_1_2 = stability_matrix 3 c false 1%nat 2%nat /\
    of_constants 3 code_B3_2_0 = stability_matrix 3 c false 2%nat 0%nat /\
    of_constants 3 code_B3_2_1 = stability_matrix 3 c false 2%nat 1%nat /\
    of_constants 3 code_B3_2_2 = stability_matrix 3 c false 2%nat 2%nat.
  Proof. unroll; ring. Qed.

  (** B diag(√(M-1-j)), whose spectral norm is L_S. *)
  Lemma staleness_of_two :
    of_constants 2 code_staleness2_0_0 = delay_matrix 2 c 0%nat 0%nat /\
    of_constants 2 code_staleness2_0_1 = delay_matrix 2 c 0%nat 1%nat /\
    of_constants 2 code_staleness2_1_0 = delay_matrix 2 c 1%nat 0%nat /\
    of_constants 2 code_staleness2_1_1 = delay_matrix 2 c 1%nat 1%nat.
  Proof. unroll; change (1 + 1) with 2; ring. Qed.

  Lemma staleness_of_three :
    of_constants 3 code_staleness3_0_0 = delay_matrix 3 c 0%nat 0%nat /\
    of_constants 3 code_staleness3_0_1 = delay_matrix 3 c 0%nat 1%nat /\
    of_constants 3 code_staleness3_0_2 = delay_matrix 3 c 0%nat 2%nat /\
    of_constants 3 code_staleness3_1_0 = delay_matrix 3 c 1%nat 0%nat /\
    of_constants 3 code_staleness3_1_1 = delay_matrix 3 c 1%nat 1%nat /\
    of_constants 3 code_staleness3_1_2 = delay_matrix 3 c 1%nat 2%nat /\
    of_constants 3 code_staleness3_2_0 = delay_matrix 3 c 2%nat 0%nat /\
    of_constants 3 code_staleness3_2_1 = delay_matrix 3 c 2%nat 1%nat /\
    of_constants 3 code_staleness3_2_2 = delay_matrix 3 c 2%nat 2%nat.
  Proof. unroll; change (1 + 1) with 2; ring. Qed.
End Distances.
