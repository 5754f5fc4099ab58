(** Updates of one weight by a resistive element (theory section 2): the definitions that the theorems use. *)

From Coq Require Import Reals Lra Psatz.
Local Open Scope R_scope.

(** U(w,d) for responses q+, q-: w + d q+(w) for d >= 0, w + d q-(w) for d < 0 (AP 6). *)
Definition update_by_sign (q_plus q_minus : R -> R) (w d : R) : R :=
  if Rlt_dec d 0 then w + d * q_minus w else w + d * q_plus w.

(** F = (q- + q+)/2, G = (q- - q+)/2; U(w,d) = w + d F(w) - |d| G(w). *)
Definition symmetric_part (q_plus q_minus : R -> R) (w : R) : R := (q_minus w + q_plus w) / 2.
Definition asymmetric_part (q_plus q_minus : R -> R) (w : R) : R := (q_minus w - q_plus w) / 2.
Definition update (q_plus q_minus : R -> R) (w d : R) : R :=
  w + d * symmetric_part q_plus q_minus w - Rabs d * asymmetric_part q_plus q_minus w.

(** The asymmetric linear device with symmetric point 0: w + d - |d| w/τ. *)
Definition ald_update (tau w d : R) : R := w + d - Rabs d * (w / tau).

Lemma ald_update_in_units tau w d :
  0 < tau -> ald_update tau w d = tau * (w / tau + d / tau - Rabs (d / tau) * (w / tau)).
Proof.
  intros H. unfold ald_update. unfold Rdiv at 4. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)).
  - field; lra.
  - left; now apply Rinv_0_lt_compat.
Qed.

Lemma in_units tau x : 0 < tau -> Rabs x <= tau -> Rabs (x / tau) <= 1.
Proof.
  intros H Hx. unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
  apply (Rmult_le_reg_r tau); [lra|]. rewrite Rmult_assoc, Rinv_l; lra.
Qed.
