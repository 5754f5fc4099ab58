(** Claim    |(a-b) + (|a|-|b|) w/τ| <= (1 + |w|/τ) |a-b|
    Source   step in AP 99-101
    Assumes  τ > 0, any a, b, w; on the asymmetric linear device with w0 = 0 the left side is |U(w,-b) - U(w,-a)| *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device.
Local Open Scope R_scope.

Lemma difference_of_updates tau w a b :
  ald_update tau w (- b) - ald_update tau w (- a) = (a - b) + (Rabs a - Rabs b) * (w / tau).
Proof. unfold ald_update. rewrite !Rabs_Ropp. ring. Qed.

Theorem asymmetric_difference (tau w a b : R) :
  0 < tau ->
  ald_update tau w (- b) - ald_update tau w (- a) = (a - b) + (Rabs a - Rabs b) * (w / tau) /\
  Rabs ((a - b) + (Rabs a - Rabs b) * (w / tau)) <= (1 + Rabs w / tau) * Rabs (a - b).
Proof.
  intros Ht. split; [apply difference_of_updates|].
  replace (Rabs w / tau) with (Rabs (w / tau)).
  2:{ unfold Rdiv. now rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat). }
  apply Rle_trans with (1 := Rabs_triang _ _). rewrite Rabs_mult.
  pose proof (Rmult_le_compat_r _ _ _ (Rabs_pos (w / tau)) (Rabs_triang_inv2 a b)). lra.
Qed.
