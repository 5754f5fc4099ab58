(** Claim    |ΔU(w,d) - ΔU(w,d')| <= max(q+(w), q-(w)) |d - d'| <= 2 F_max |d - d'|, ΔU(w,d) = U(w,d) - w
    Source   RF Lemma 3
    Assumes  q±(w) >= 0, F(w) <= F_max
    Fails    the published constant is F_max, for every device of the class of RF Definition 1 and w in its range:
             asymmetric linear device, τ = 1, w0 = 0, w = 1/2, d = -1, d' = 0 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device Responses update_forms_agree.
Local Open Scope R_scope.

Lemma increments_by_sign (q r d e : R) :
  0 <= q -> 0 <= r ->
  Rabs ((if Rlt_dec d 0 then d * r else d * q) - (if Rlt_dec e 0 then e * r else e * q)) <= Rmax q r * Rabs (d - e).
Proof.
  intros Hq Hr. pose proof (Rmax_l q r). pose proof (Rmax_r q r). set (m := Rmax q r) in *. clearbody m.
  assert (K : forall x y, y <= x ->
              0 <= (if Rlt_dec x 0 then x * r else x * q) - (if Rlt_dec y 0 then y * r else y * q) <= m * (x - y)).
  { intros x y Hxy. destruct (Rlt_dec x 0), (Rlt_dec y 0); split; nra. }
  destruct (Rle_dec e d).
  - rewrite !Rabs_pos_eq by (try lra; now apply K). now apply K.
  - rewrite (Rabs_minus_sym _ (if Rlt_dec e 0 then _ else _)), (Rabs_minus_sym d e), !Rabs_pos_eq
      by (try lra; now apply K; lra).
    apply K; lra.
Qed.

Theorem update_lipschitz (q_plus q_minus : R -> R) (w d d' F_max : R) :
  0 <= q_plus w -> 0 <= q_minus w -> symmetric_part q_plus q_minus w <= F_max ->
  let change := Rabs ((update q_plus q_minus w d - w) - (update q_plus q_minus w d' - w)) in
  let steepest := Rmax (q_plus w) (q_minus w) in
  change <= steepest * Rabs (d - d') /\ steepest * Rabs (d - d') <= 2 * F_max * Rabs (d - d').
Proof.
  intros Hp Hm HF. cbv zeta. split.
  - rewrite !update_forms_agree. unfold update_by_sign.
    apply Rle_trans with (2 := increments_by_sign _ _ d d' Hp Hm). right. f_equal.
    destruct (Rlt_dec d 0), (Rlt_dec d' 0); ring.
  - apply Rmult_le_compat_r; [apply Rabs_pos|]. unfold symmetric_part in HF. apply Rmax_lub; lra.
Qed.

Theorem update_lipschitz_published_fails :
  ~ (forall (low high : R) (q_plus q_minus : R -> R) (F_max w d d' : R),
       response_class low high q_plus q_minus -> largest_symmetric_part low high q_plus q_minus F_max ->
       low <= w <= high ->
       Rabs ((update q_plus q_minus w d - w) - (update q_plus q_minus w d' - w)) <= F_max * Rabs (d - d')).
Proof.
  intros H.
  specialize (H _ _ _ _ 1 (1/2) (-1) 0 (ald_in_class 1 0 Rlt_0_1) (ald_largest_symmetric_part 1 0 Rlt_0_1) ltac:(lra)).
  rewrite !update_forms_agree in H. unfold update_by_sign, ald_plus, ald_minus in H.
  destruct (Rlt_dec (-1) 0), (Rlt_dec 0 0); try lra. revert H. unfold Rabs; repeat destruct Rcase_abs; lra.
Qed.
