(** Claim    |w| <= τ and |d| <= τ imply |U(w,d)| <= τ
    Source   AP Prop. 1, EX Thm 1
    Assumes  τ > 0, |w| <= τ, |d| <= τ *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device.
Local Open Scope R_scope.

(** In units of τ: u = w/τ, t = d/τ. *)
Lemma bounded_step (u t : R) : Rabs u <= 1 -> Rabs t <= 1 -> Rabs (u + t - Rabs t * u) <= 1.
Proof. intros Hu Ht; unfold Rabs in *; repeat destruct Rcase_abs; nra. Qed.

Theorem bounded_weights (tau w d : R) :
  0 < tau -> Rabs w <= tau -> Rabs d <= tau -> Rabs (ald_update tau w d) <= tau.
Proof.
  intros Ht Hw Hd. rewrite (ald_update_in_units tau w d) by lra.
  rewrite Rabs_mult, (Rabs_pos_eq tau) by lra.
  apply Rle_trans with (tau * 1); [|lra]. apply Rmult_le_compat_l; [lra|].
  apply bounded_step; now apply in_units.
Qed.
