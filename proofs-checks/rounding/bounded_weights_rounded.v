(** Claim    |w| <= τ and |d| <= τ imply |computed U(w,d)| <= τ for the order that measures from the bound, in every
             monotone rounding; for the others |computed - U| <= e and |computed| <= τ + e with
             e = c u (1 + 32 u) τ and an underflow term, c = 5, 6, 7 (plain, by sign, interpolation),
             10 and 7 (rank-one entry, with fused multiply-add), 8 and 5 (dense entry)
    Source   AP Prop. 1, EX Thm 1, in floating point; constants derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), τ > 0, |w| <= τ, |d| <= τ, no overflow: 2τ
             (from the bound) or 16 (1 + τ) (others) at most the largest finite number; entries: 1/τ rounded with
             relative error u, 16 (1 + |w|)(1 + |a δ|)(1 + |x|)(1 + 1/τ) at most the largest finite number
    For      bounded_weights *)

From Coq Require Import Reals Lra.
From Flocq Require Import Raux.
From Aimcert Require Import Device bounded_weights FloatModel Near Orders Constants update_error fused_error.
Local Open Scope R_scope.

(** Any rounding that is monotone up to Ω and keeps 0, 1, ±τ and 2τ. *)
Section FromBound.
Variables (rnd : R -> R) (omega tau : R).
Hypothesis monotone : forall x y, Rabs x <= omega -> Rabs y <= omega -> x <= y -> rnd x <= rnd y.
Hypotheses (keeps_0 : rnd 0 = 0) (keeps_1 : rnd 1 = 1) (keeps_tau : rnd tau = tau).
Hypotheses (keeps_minus_tau : rnd (- tau) = - tau) (keeps_2tau : rnd (2 * tau) = 2 * tau).
Hypotheses (positive : 0 < tau) (no_overflow : 2 * tau <= omega) (one_in_range : 1 <= omega).

Lemma rounded_between a b x : - omega <= a -> b <= omega -> rnd a = a -> rnd b = b -> a <= x <= b -> a <= rnd x <= b.
Proof.
  intros Ha Hb Ea Eb Hx. rewrite <- Ea, <- Eb at 1. split; apply monotone; try apply Rabs_le; lra.
Qed.

Theorem from_bound_update_stays w d :
  Rabs w <= tau -> Rabs d <= tau -> Rabs (from_bound_update rnd tau w d) <= tau.
Proof.
  intros Hw Hd. apply Rabs_le_inv in Hw.
  assert (T : 0 <= Rabs d / tau <= 1).
  { pose proof (Rabs_pos d). split; [apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r tau); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  apply (rounded_between 0 1) in T; try lra. set (t := rnd (Rabs d / tau)) in *.
  assert (Rest : 0 <= 1 - t <= 1) by lra. apply (rounded_between 0 1) in Rest; try lra.
  set (rest := rnd (1 - t)) in *.
  assert (P : forall b, 0 <= b <= 2 * tau -> 0 <= rnd (rest * rnd b) <= 2 * tau).
  { intros b Hb. apply (rounded_between 0 (2 * tau)) in Hb; try lra. apply rounded_between; try lra. nra. }
  unfold from_bound_update. fold t. fold rest. apply Rabs_le. destruct (Rlt_dec d 0).
  - pose proof (P (tau + w) ltac:(lra)). apply rounded_between; lra.
  - pose proof (P (tau - w) ltac:(lra)). apply rounded_between; lra.
Qed.
End FromBound.

Section Range.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.
Variables tau w d : R.
Hypotheses (Ft : F tau) (Fw : F w) (Fd : F d) (Ht : 0 < tau).
Hypotheses (Hw : Rabs w <= tau) (Hd : Rabs d <= tau).

(** A computed weight that is off by at most c roundings of τ. *)
Definition off_by (y c underflow_term : R) : Prop :=
  let error := c * u * (1 + second_order * u) * tau + underflow_term in
  Rabs (y - ald_update tau w d) <= error /\ Rabs y <= tau + error.

Lemma off_by_error y c h :
  near y (ald_update tau w d) (c * u * (1 + second_order * u) * tau + h) -> off_by y c h.
Proof.
  intros N. split; [exact N|]. exact (near_size _ _ _ _ N (bounded_weights tau w d Ht Hw Hd)).
Qed.

Lemma dw_at_most_tau : 0 <= Rabs d * Rabs (w / tau) <= tau.
Proof.
  pose proof (in_units tau w Ht Hw). pose proof (Rabs_pos (w / tau)). pose proof (Rabs_pos d). split; nra.
Qed.

Lemma in_units_of_tau y (f : R -> R -> R -> R) c h :
  near y (ald_update tau w d) (u * Rabs (ald_update tau w d)
    + u * (1 + second_order * u) * f (Rabs w) (Rabs d) (Rabs d * Rabs (w / tau)) + h) ->
  (forall a b p, 0 <= a <= tau -> 0 <= b <= tau -> 0 <= p <= tau -> 0 <= f a b p <= (c - 1) * tau) ->
  off_by y c h.
Proof.
  intros N Hf. apply off_by_error. eapply near_weaken; [exact N|].
  pose proof (bounded_weights tau w d Ht Hw Hd) as SU. pose proof dw_at_most_tau as P.
  pose proof (Rabs_pos w). pose proof (Rabs_pos d). destruct (unit_is_small _ _ _ _ _ model) as [Hu _].
  destruct (Hf (Rabs w) (Rabs d) _ ltac:(lra) ltac:(lra) P) as [F0 F1].
  set (G := f _ _ _) in *. set (V := Rabs (ald_update tau w d)) in *. assert (V0 : 0 <= V) by apply Rabs_pos.
  assert (S0 : 0 <= second_order * u) by (unfold second_order; lra).
  assert (A1 : u * V <= u * (1 + second_order * u) * tau).
  { rewrite Rmult_assoc. apply Rmult_le_compat_l; nra. }
  assert (A2 : u * (1 + second_order * u) * G <= u * (1 + second_order * u) * ((c - 1) * tau)).
  { apply Rmult_le_compat_l; nra. }
  lra.
Qed.

Section NoOverflow.
Hypothesis no_overflow : 16 * (1 + tau) <= omega.

Theorem plain_update_range :
  off_by (plain_update rnd tau w d) plain_update_factor (underflow * eta * (1 + Rabs d)).
Proof.
  eapply in_units_of_tau; [apply (plain_update_error _ _ _ _ _ model); easy || lra|].
  unfold plain_update_roundings, plain_update_factor. intros; lra.
Qed.

Theorem by_sign_update_range :
  off_by (by_sign_update rnd tau w d) by_sign_update_factor (underflow * eta * (1 + Rabs d)).
Proof.
  eapply in_units_of_tau; [apply (by_sign_update_error _ _ _ _ _ model); easy || lra|].
  unfold by_sign_update_roundings, by_sign_update_factor. intros; lra.
Qed.

Theorem interpolation_update_range :
  off_by (interpolation_update rnd tau w d) interpolation_update_factor (underflow * eta * (1 + tau + Rabs w)).
Proof.
  eapply in_units_of_tau; [apply (interpolation_update_error _ _ _ _ _ model); easy || lra|].
  unfold interpolation_update_roundings, interpolation_update_factor. intros; lra.
Qed.

Theorem from_bound_update_range :
  off_by (from_bound_update rnd tau w d) from_bound_update_factor (underflow * eta * (1 + tau)) /\
  (F (2 * tau) -> Rabs (from_bound_update rnd tau w d) <= tau).
Proof.
  split; [apply off_by_error; apply (from_bound_update_error _ _ _ _ _ model); easy || lra|].
  intros F2. pose proof (small_in_range _ _ _ _ _ model).
  assert (keeps : forall x, F x -> - omega <= x <= omega -> rnd x = x).
  { intros x Fx Hx. apply (rounded_float _ _ _ _ _ model); [easy | now apply Rabs_le]. }
  apply from_bound_update_stays with omega; try lra; try (apply (rounded_le _ _ _ _ _ model)); try easy;
    apply keeps; try lra; try easy.
  - exact (zero_is_float _ _ _ _ _ model).
  - exact (one_is_float _ _ _ _ _ model).
  - now apply (opp_is_float _ _ _ _ _ model).
Qed.
End NoOverflow.

(** Entries of a fused update are given i, the rounded 1/τ. *)
Section Fused.
Variable i : R.
Hypothesis reciprocal : Rabs (i - / tau) <= u * / tau.

Lemma reciprocal_is_positive : 0 < / tau /\ 0 <= i <= (1 + u) * / tau.
Proof.
  pose proof (Rinv_0_lt_compat tau Ht). apply Rabs_le_inv in reciprocal.
  destruct (unit_is_small _ _ _ _ _ model). split; nra.
Qed.

Lemma scaled_by_rounded_reciprocal : near (scaled_update i w d) (ald_update tau w d) (u * tau).
Proof.
  unfold near, scaled_update, ald_update, Rdiv.
  replace (w + d - Rabs d * (w * i) - (w + d - Rabs d * (w * / tau))) with (- (Rabs d * w * (i - / tau))) by ring.
  rewrite Rabs_Ropp, !Rabs_mult, Rabs_Rabsolu. pose proof (Rabs_pos w). pose proof (Rabs_pos d).
  pose proof (Rabs_pos (i - / tau)). destruct (unit_is_small _ _ _ _ _ model). pose proof (Rinv_0_lt_compat tau Ht).
  apply Rle_trans with (tau * tau * (u * / tau)).
  - apply Rmult_le_compat; try easy; [now apply Rmult_le_pos | now apply Rmult_le_compat].
  - right; field; lra.
Qed.

Lemma dwi_at_most : 0 <= Rabs d * (Rabs w * i) <= (1 + u) * tau.
Proof.
  destruct reciprocal_is_positive as [I0 I1]. pose proof (Rabs_pos w). pose proof (Rabs_pos d).
  split; [repeat apply Rmult_le_pos; lra|].
  apply Rle_trans with (tau * (tau * ((1 + u) * / tau))).
  - repeat apply Rmult_le_compat; try apply Rmult_le_pos; lra.
  - right; field; lra.
Qed.

Lemma in_units_of_tau_fused y (f : R -> R -> R -> R) c h :
  near y (scaled_update i w d) (u * Rabs (scaled_update i w d)
    + u * (1 + second_order * u) * f (Rabs w) (Rabs d) (Rabs d * (Rabs w * i)) + h) ->
  (forall a b p, 0 <= a <= tau -> 0 <= b <= tau -> 0 <= p <= (1 + u) * tau ->
     0 <= f a b p <= (c - 1) * tau + 8 * (u * tau)) ->
  off_by y (c + 1) h.
Proof.
  intros N Hf. apply off_by_error. pose proof scaled_by_rounded_reciprocal as NU.
  eapply near_weaken; [exact (near_trans _ _ _ _ _ N NU)|].
  pose proof (near_size _ _ _ _ NU (bounded_weights tau w d Ht Hw Hd)) as SU.
  pose proof (Rabs_pos w). pose proof (Rabs_pos d).
  destruct (Hf (Rabs w) (Rabs d) _ ltac:(lra) ltac:(lra) dwi_at_most) as [F0 F1].
  set (G := f _ _ _) in *. set (V := Rabs (scaled_update i w d)) in *. assert (V0 : 0 <= V) by apply Rabs_pos.
  assert (T0 : 0 <= tau) by lra. with_orders model tau T0. destruct (unit_is_small _ _ _ _ _ model) as [U0 U1].
  assert (A1 : u * V <= u * (tau + u * tau)) by (apply Rmult_le_compat_l; lra).
  assert (A2 : u * (1 + second_order * u) * G <= u * (1 + second_order * u) * ((c - 1) * tau + 8 * (u * tau))).
  { apply Rmult_le_compat_l; [apply Rmult_le_pos; unfold second_order; lra | easy]. }
  unfold second_order in *. lra.
Qed.
End Fused.

(** d = -a δ x, or -a g. *)
Section Entries.
Variables i c x : R.
Hypotheses (Fx : F x) (reciprocal : Rabs (i - / tau) <= u * / tau) (increment : d = - (c * x)).
Hypothesis no_overflow : 16 * ((1 + Rabs w) * (1 + Rabs c) * (1 + Rabs x) * (1 + i)) <= omega.

Lemma u_tau : 0 <= u * tau.
Proof. apply (times_u _ _ _ _ _ model). lra. Qed.

Lemma size_of_increment : Rabs (c * x) = Rabs d.
Proof. now rewrite increment, Rabs_Ropp. Qed.

Theorem rank_one_entry_range a delta : c = a * delta ->
  off_by (rank_one_entry rnd w delta x a i) (rank_one_entry_factor + 1) (underflow * eta * exposure w x i c).
Proof.
  intros Ec. pose proof (reciprocal_is_positive i reciprocal) as [_ [I0 _]].
  apply (in_units_of_tau_fused i reciprocal _ rank_one_entry_roundings).
  - rewrite <- size_of_increment. replace d with (- (c * x)). rewrite Ec in *.
    now apply (rank_one_entry_error _ _ _ _ _ model).
  - pose proof u_tau. unfold rank_one_entry_roundings, rank_one_entry_factor. intros; lra.
Qed.

Theorem rank_one_entry_fma_range a delta : c = a * delta ->
  off_by (rank_one_entry_fma rnd w delta x a i) (rank_one_entry_fma_factor + 1) (underflow * eta * exposure w x i c).
Proof.
  intros Ec. pose proof (reciprocal_is_positive i reciprocal) as [_ [I0 _]].
  apply (in_units_of_tau_fused i reciprocal _ rank_one_entry_fma_roundings).
  - rewrite <- size_of_increment. replace d with (- (c * x)). rewrite Ec in *.
    now apply (rank_one_entry_fma_error _ _ _ _ _ model).
  - pose proof u_tau. unfold rank_one_entry_fma_roundings, rank_one_entry_fma_factor. intros; lra.
Qed.

Theorem dense_entry_range : 0 <= c ->
  off_by (dense_entry rnd w x c i) (dense_entry_factor + 1) (underflow * eta * exposure w x i c).
Proof.
  intros Hc. pose proof (reciprocal_is_positive i reciprocal) as [_ [I0 _]].
  apply (in_units_of_tau_fused i reciprocal _ dense_entry_roundings).
  - rewrite <- size_of_increment. replace d with (- (c * x)).
    now apply (dense_entry_error _ _ _ _ _ model).
  - pose proof u_tau. unfold dense_entry_roundings, dense_entry_factor. intros; lra.
Qed.

Theorem dense_entry_fma_range : 0 <= c ->
  off_by (dense_entry_fma rnd w x c i) (dense_entry_fma_factor + 1) (underflow * eta * exposure w x i c).
Proof.
  intros Hc. pose proof (reciprocal_is_positive i reciprocal) as [_ [I0 _]].
  apply (in_units_of_tau_fused i reciprocal _ dense_entry_fma_roundings).
  - rewrite <- size_of_increment. replace d with (- (c * x)).
    now apply (dense_entry_fma_error _ _ _ _ _ model).
  - pose proof u_tau. unfold dense_entry_fma_roundings, dense_entry_fma_factor. intros; lra.
Qed.
End Entries.

(** Cutting off what exceeds the range errs no more, and costs no hypothesis on the arithmetic. *)
Theorem clamped_range y e :
  Rabs (y - ald_update tau w d) <= e ->
  Rabs (Rmin (Rmax y (- tau)) tau - ald_update tau w d) <= e /\ Rabs (Rmin (Rmax y (- tau)) tau) <= tau.
Proof.
  intros He. pose proof (bounded_weights tau w d Ht Hw Hd) as SU. apply Rabs_le_inv in SU. apply Rabs_le_inv in He.
  unfold Rmin, Rmax. repeat destruct Rle_dec; split; apply Rabs_le; lra.
Qed.
End Range.
