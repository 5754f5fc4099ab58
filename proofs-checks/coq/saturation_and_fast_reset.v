(** Claim    sign d = sign(w-w0): |w'-w| = |1 - |w-w0|/τ| |d|; sign d = -sign(w-w0): |w'-w| = |1 + |w-w0|/τ| |d|
    Source   EX Lemma 1
    Assumes  asymmetric linear device: w' = U(w,d) with q± = 1 ∓ (w-w0)/τ, τ > 0, any w0
    Fails    the published form has sign w in place of sign(w-w0), for a general w0: τ = 1, w0 = 1, w = 1/2, d = 1 *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device Responses.
Local Open Scope R_scope.

Lemma ald_step tau w0 w d :
  0 < tau -> update (ald_plus tau w0) (ald_minus tau w0) w d - w = d - Rabs d * ((w - w0) / tau).
Proof. intros H. unfold update, symmetric_part, asymmetric_part, ald_plus, ald_minus. field; lra. Qed.

(** Of one sign (0 has both), and of opposite signs. *)
Theorem saturation_and_fast_reset (tau w0 w d : R) :
  0 < tau ->
  let moved := Rabs (update (ald_plus tau w0) (ald_minus tau w0) w d - w) in
  (0 <= d * (w - w0) -> moved = Rabs (1 - Rabs (w - w0) / tau) * Rabs d) /\
  (d * (w - w0) <= 0 -> moved = Rabs (1 + Rabs (w - w0) / tau) * Rabs d).
Proof.
  intros Ht. cbv zeta. rewrite ald_step by lra. rewrite <- !Rabs_mult.
  split; intros H.
  - destruct (Rle_dec 0 d) as [Hd|Hd].
    + rewrite (Rabs_pos_eq d) by lra. destruct (Req_dec d 0) as [->|Hne].
      * rewrite !Rmult_0_l, Rmult_0_r, Rminus_0_r. easy.
      * rewrite (Rabs_pos_eq (w - w0)); [f_equal; ring|].
        apply (Rmult_le_reg_l d); lra.
    + rewrite (Rabs_left d) by lra. rewrite (Rabs_left1 (w - w0)); [f_equal; field; lra|].
      apply (Rmult_le_reg_l (- d)); lra.
  - destruct (Rle_dec 0 d) as [Hd|Hd].
    + rewrite (Rabs_pos_eq d) by lra. destruct (Req_dec d 0) as [->|Hne].
      * rewrite !Rmult_0_l, Rmult_0_r, Rminus_0_r. easy.
      * rewrite (Rabs_left1 (w - w0)); [f_equal; field; lra|].
        apply (Rmult_le_reg_l d); lra.
    + rewrite (Rabs_left d) by lra. rewrite (Rabs_pos_eq (w - w0)); [f_equal; field; lra|].
      apply (Rmult_le_reg_l (- d)); lra.
Qed.

Theorem saturation_and_fast_reset_published_fails :
  ~ (forall tau w0 w d : R,
       0 < tau -> Rabs (w - w0) <= tau -> w <> 0 -> d <> 0 ->
       let moved := Rabs (update (ald_plus tau w0) (ald_minus tau w0) w d - w) in
       (0 < d * w -> moved = Rabs (1 - Rabs (w - w0) / tau) * Rabs d) /\
       (d * w < 0 -> moved = Rabs (1 + Rabs (w - w0) / tau) * Rabs d)).
Proof.
  intros H. destruct (H 1 1 (1/2) 1) as [H1 _]; try lra.
  - rewrite Rabs_left; lra.
  - specialize (H1 ltac:(lra)). rewrite ald_step in H1 by lra. revert H1.
    unfold Rabs; repeat destruct Rcase_abs; lra.
Qed.
