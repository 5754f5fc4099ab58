(** The sums that core/monitor keeps for three layers after 0..4 updates are those of the theorems, where s_m,j is the
    squared increment |dW_j^(m)|_F² (Code_pipeline is recorded from them). *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Sums Norms Spaces Pipeline Code_pipeline.
Local Open Scope R_scope.

Section Monitors.
  Variables (n : nat -> nat) (W : nat -> tuple).
  Let s (m j : nat) : R := frobenius_sq (n (S m)) (n m) (increment W j m).

  Ltac sums :=
    repeat split;
    cbv beta iota zeta delta -[Rplus Rminus Rmult Rdiv Rinv Ropp IZR sqrt frobenius_sq increment];
    rewrite ?sqrt_0; ring.

  (** C_k^(m) *)
  Lemma accumulated :
    code_accumulated_0_0 s = accumulated_delay 3 n W 0 0 /\ code_accumulated_1_0 s = accumulated_delay 3 n W 0 1 /\
    code_accumulated_2_0 s = accumulated_delay 3 n W 0 2 /\ code_accumulated_0_1 s = accumulated_delay 3 n W 1 0 /\
    code_accumulated_1_1 s = accumulated_delay 3 n W 1 1 /\ code_accumulated_2_1 s = accumulated_delay 3 n W 1 2 /\
    code_accumulated_0_2 s = accumulated_delay 3 n W 2 0 /\ code_accumulated_1_2 s = accumulated_delay 3 n W 2 1 /\
    code_accumulated_2_2 s = accumulated_delay 3 n W 2 2 /\ code_accumulated_0_3 s = accumulated_delay 3 n W 3 0 /\
    code_accumulated_1_3 s = accumulated_delay 3 n W 3 1 /\ code_accumulated_2_3 s = accumulated_delay 3 n W 3 2 /\
    code_accumulated_0_4 s = accumulated_delay 3 n W 4 0 /\ code_accumulated_1_4 s = accumulated_delay 3 n W 4 1 /\
    code_accumulated_2_4 s = accumulated_delay 3 n W 4 2.
  Proof. sums. Qed.

  (** Q_k^(m) *)
  Lemma squared :
    code_squared_0_0 s = squared_delay 3 n W 0 0 /\ code_squared_1_0 s = squared_delay 3 n W 0 1 /\
    code_squared_2_0 s = squared_delay 3 n W 0 2 /\ code_squared_0_1 s = squared_delay 3 n W 1 0 /\
    code_squared_1_1 s = squared_delay 3 n W 1 1 /\ code_squared_2_1 s = squared_delay 3 n W 1 2 /\
    code_squared_0_2 s = squared_delay 3 n W 2 0 /\ code_squared_1_2 s = squared_delay 3 n W 2 1 /\
    code_squared_2_2 s = squared_delay 3 n W 2 2 /\ code_squared_0_3 s = squared_delay 3 n W 3 0 /\
    code_squared_1_3 s = squared_delay 3 n W 3 1 /\ code_squared_2_3 s = squared_delay 3 n W 3 2 /\
    code_squared_0_4 s = squared_delay 3 n W 4 0 /\ code_squared_1_4 s = squared_delay 3 n W 4 1 /\
    code_squared_2_4 s = squared_delay 3 n W 4 2.
  Proof. sums. Qed.

  (** Σ_m C_k^(m) *)
  Lemma accumulated_sums :
    code_accumulated_sum_0 s = sum_of 3 (accumulated_delay 3 n W 0) /\
    code_accumulated_sum_1 s = sum_of 3 (accumulated_delay 3 n W 1) /\
    code_accumulated_sum_2 s = sum_of 3 (accumulated_delay 3 n W 2) /\
    code_accumulated_sum_3 s = sum_of 3 (accumulated_delay 3 n W 3) /\
    code_accumulated_sum_4 s = sum_of 3 (accumulated_delay 3 n W 4).
  Proof. sums. Qed.

  (** Σ_m Q_k^(m) *)
  Lemma squared_sums :
    code_squared_sum_0 s = sum_of 3 (squared_delay 3 n W 0) /\
    code_squared_sum_1 s = sum_of 3 (squared_delay 3 n W 1) /\
    code_squared_sum_2 s = sum_of 3 (squared_delay 3 n W 2) /\
    code_squared_sum_3 s = sum_of 3 (squared_delay 3 n W 3) /\
    code_squared_sum_4 s = sum_of 3 (squared_delay 3 n W 4).
  Proof. sums. Qed.

  (** A_k *)
  Lemma auxiliary_function :
    code_auxiliary_0 s = auxiliary 3 n W 0 /\ code_auxiliary_1 s = auxiliary 3 n W 1 /\
    code_auxiliary_2 s = auxiliary 3 n W 2 /\ code_auxiliary_3 s = auxiliary 3 n W 3 /\
    code_auxiliary_4 s = auxiliary 3 n W 4.
  Proof. sums. Qed.

  (** V_k = f - f* + c A_k *)
  Lemma lyapunov_function f f_star c :
    code_lyapunov_0 s f f_star c = f - f_star + c * auxiliary 3 n W 0 /\
    code_lyapunov_1 s f f_star c = f - f_star + c * auxiliary 3 n W 1 /\
    code_lyapunov_2 s f f_star c = f - f_star + c * auxiliary 3 n W 2 /\
    code_lyapunov_3 s f f_star c = f - f_star + c * auxiliary 3 n W 3 /\
    code_lyapunov_4 s f f_star c = f - f_star + c * auxiliary 3 n W 4.
  Proof. sums. Qed.
End Monitors.
