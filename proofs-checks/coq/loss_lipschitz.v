(** Claim    |∇l(o, y)| <= Lam0 for |o| <= X_{M+1} and |y| <= max|y|; |∇l(o, y) - ∇l(o', y)| <= Lam1 |o - o'|, with
               Lam0 = X_{M+1} + max|y| | √2 | √n and Lam1 = 1 | 1/2 | 1 for
               half squared error | softmax cross-entropy | log-cosh summed over n outputs
    Source   AP Lemma 7
    Assumes  |o| <= X_{M+1} (bounded_signals), |y| <= max|y|; y one-hot for the cross-entropy *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Sums Norms loss_constants.
Local Open Scope R_scope.

Theorem loss_lipschitz (l : loss) (n : nat) (y : vector) (X Y : R) :
  is_target l n y -> norm2 n y <= Y ->
  (forall o, norm2 n o <= X -> norm2 n (loss_gradient l n y o) <= loss_gradient_bound l n X Y) /\
  (forall o o', norm2 n (sub (loss_gradient l n y o) (loss_gradient l n y o'))
                <= loss_smoothness l * norm2 n (sub o o')).
Proof.
  intros Ht HY. destruct (loss_constants l n y Ht) as (_ & Hb & Hl). split; [|exact Hl].
  intros o Ho. now apply Hb.
Qed.
