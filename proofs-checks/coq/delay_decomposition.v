(** Claim    |W_k^(m) - W~_k^(m)|_F <= C_k^(m) = Σ_{j=k-(M-1-m)}^{k-1} |dW_j^(m)|_F, for any sequence of weights
    Source   AP 16
    Assumes  nothing; W_j = W_0 for j < 0
    Derived  in any normed module: |W_k - W_{k-d}| <= Σ_{j=k-d}^{k-1} |W_{j+1} - W_j| *)

From Coq Require Import Reals Lra Lia Arith.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms Spaces Pipeline.
Local Open Scope R_scope.

Theorem delay_decomposition_normed_module (V : NormedModule R_AbsRing) (W : nat -> V) (k d : nat) :
  norm (minus (W k) (W (k - d)%nat)) <= sum_range (k - d) k (fun j => norm (minus (W (S j)) (W j))).
Proof.
  apply (distance_over_steps (fun x y => norm (minus x y))).
  - intros x. now rewrite minus_eq_zero, norm_zero.
  - intros x y z. rewrite (minus_trans y x z). apply norm_triangle.
Qed.

Theorem delay_decomposition (layers : nat) (n : nat -> nat) (W : nat -> tuple) (k m : nat) :
  frobenius (n (S m)) (n m) (matrix_sub (W k m) (stale layers W k m)) <= accumulated_delay layers n W k m.
Proof.
  apply (distance_over_steps (fun A B => frobenius (n (S m)) (n m) (matrix_sub A B)) (fun j => W j m)).
  - intros; apply frobenius_self.
  - intros; apply frobenius_between.
Qed.
