(** Claim    w + d F(w) - |d| G(w) = w + d q+(w) for d >= 0, w + d q-(w) for d < 0
    Source   AP 6, EX 6-7, RF 3-5
    Assumes  F = (q- + q+)/2, G = (q- - q+)/2, any q+, q- : R -> R
    Derived  asymmetric linear device with w0 = 0, τ > 0, t = |d|/τ, s = sign d: both are w + d - |d| w/τ,
             w + t (s τ - w) and s (τ - (1-t)(τ - s w)) *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device Responses.
Local Open Scope R_scope.

Theorem update_forms_agree (q_plus q_minus : R -> R) (w d : R) :
  update q_plus q_minus w d = update_by_sign q_plus q_minus w d.
Proof.
  unfold update, update_by_sign, symmetric_part, asymmetric_part.
  destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_right]; lra.
Qed.

Theorem update_forms_agree_derived (tau w d : R) :
  0 < tau ->
  update (ald_plus tau 0) (ald_minus tau 0) w d = ald_update tau w d /\
  w + Rabs d / tau * (sign d * tau - w) = ald_update tau w d /\
  sign d * (tau - (1 - Rabs d / tau) * (tau - sign d * w)) = ald_update tau w d.
Proof.
  intros Ht. unfold update, symmetric_part, asymmetric_part, ald_update, ald_plus, ald_minus. rewrite abs_by_sign.
  repeat split; unfold sign; destruct (Rlt_dec d 0); field; lra.
Qed.
