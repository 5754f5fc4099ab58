(** Claim    A_{k+1} = A_k + Σ_m (M-1-m) |dW_k^(m)|² - Σ_m Q_k^(m), for any sequence of weights, any number M of layers
             and every k, while the pipeline fills too; and A_k >= 0
    Source   AP 24-26
    Assumes  nothing
    Derived  the same for any delays d_m and any numbers s_m in place of |dW^(m)|² *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces Pipeline.
Local Open Scope R_scope.

Theorem auxiliary_telescopes_any_delay (layers : nat) (d : nat -> nat) (s : nat -> nat -> R) (k : nat) :
  sum_of layers (fun m => aged_sum (d m) (s m) (S k))
  = sum_of layers (fun m => aged_sum (d m) (s m) k) + sum_of layers (fun m => INR (d m) * s m k)
    - sum_of layers (fun m => sum_range (k - d m) k (s m)).
Proof.
  rewrite <- sum_of_plus, <- sum_of_minus. apply sum_of_ext; intros. apply aged_sum_step.
Qed.

Theorem auxiliary_telescopes (layers : nat) (n : nat -> nat) (W : nat -> tuple) (k : nat) :
  auxiliary layers n W (S k)
  = auxiliary layers n W k
    + sum_of layers (fun m => INR (delay layers m) * frobenius_sq (n (S m)) (n m) (increment W k m))
    - sum_of layers (squared_delay layers n W k)
  /\ 0 <= auxiliary layers n W k.
Proof.
  split.
  - apply (auxiliary_telescopes_any_delay layers (delay layers)
             (fun m j => frobenius_sq (n (S m)) (n m) (increment W j m))).
  - apply sum_of_nonneg; intros. apply aged_sum_nonneg; intros. apply frobenius_sq_nonneg.
Qed.
