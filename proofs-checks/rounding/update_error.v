(** Claim    computed - U(w,d) is at most u |U| + u (1 + 32 u)(c_w |w| + c_d |d| + c_dw |d w|/τ) and an underflow term,
             with the whole numbers c of constants.json, one set an order of evaluation
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), τ > 0, |w| <= 2τ, |d| <= τ,
             16 (1 + τ) at most the largest finite number (no overflow)
    For      update_forms_agree *)

From Coq Require Import Reals Lra.
From Flocq Require Import Raux.
From Aimcert Require Import Device bounded_weights FloatModel Near Orders Constants.
Local Open Scope R_scope.

Section Update.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.

(** The last rounding: of a sum z of two floats whose distance from U is known. *)
Lemma last_sum x y U C H :
  F x -> F y -> Rabs U <= omega / 2 -> C + H <= omega -> 0 <= C -> 0 <= H ->
  near (x + y) U (u * (1 + 16 * u) * C + 3 * eta * H) ->
  F (rnd (x + y)) /\ near (rnd (x + y)) U (u * Rabs U + u * (1 + second_order * u) * C + underflow * eta * H).
Proof.
  intros Fx Fy HU S HC HH N. unfold second_order, underflow.
  pose proof (small_in_range _ _ _ _ _ model).
  with_orders model C HC. with_orders model H HH.
  split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N (Rle_refl _)); lra|]. eapply near_weaken.
  - apply (near_rounded_sum _ _ _ _ _ model) with (2 := Fy) (3 := N) (M := Rabs U); [easy|lra|lra].
  - pose proof (Rabs_pos U). lra.
Qed.

Section AldUpdate.
Variables tau w d : R.
Hypotheses (Ft : F tau) (Fw : F w) (Fd : F d) (Ht : 0 < tau).
Hypotheses (Hw : Rabs w <= 2 * tau) (Hd : Rabs d <= tau) (no_overflow : 16 * (1 + tau) <= omega).

Let W := w / tau.
Let dw := Rabs d * Rabs W.

Lemma size_of_W : Rabs W <= 2.
Proof.
  unfold W, Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
  apply (Rmult_le_reg_r tau); [lra|]. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma size_of_dw : 0 <= dw <= 2 * Rabs d.
Proof. pose proof size_of_W; pose proof (Rabs_pos W); pose proof (Rabs_pos d). unfold dw; split; nra. Qed.

Lemma size_of_U : Rabs (ald_update tau w d) <= Rabs w + Rabs d + dw.
Proof.
  unfold ald_update, dw, W, Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp, Rabs_mult, Rabs_Rabsolu.
  pose proof (Rabs_triang w d). lra.
Qed.

Lemma quotient : near (rnd (rnd (w - 0) / tau)) W (u * Rabs W + eta).
Proof.
  pose proof size_of_W. rewrite Rminus_0_r, (rounded_float _ _ _ _ _ model w) by (easy || lra).
  eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := near_refl _) (M := Rabs W); fold W; lra|]. lra.
Qed.

Theorem plain_update_error :
  F (plain_update rnd tau w d) /\
  near (plain_update rnd tau w d) (ald_update tau w d)
    (u * Rabs (ald_update tau w d) + u * (1 + second_order * u) * plain_update_roundings (Rabs w) (Rabs d) dw
     + underflow * eta * (1 + Rabs d)).
Proof.
  pose proof size_of_W as SW. pose proof size_of_dw as [P0 P1]. pose proof size_of_U as SU.
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos d) as D0. pose proof (Rabs_pos W) as W0.
  unfold plain_update. rewrite Rmult_1_r, (rounded_float _ _ _ _ _ model d) by (easy || lra).
  with_orders model (Rabs w) A0. with_orders model (Rabs d) D0. with_orders model dw P0. with_orders model 1 Rle_0_1.
  pose proof (near_scaled (Rabs d) _ _ _ quotient) as N1. rewrite Rabs_Rabsolu in N1.
  assert (E1 : Rabs d * (u * Rabs W + eta) = u * dw + eta * Rabs d) by (unfold dw; ring). rewrite E1 in N1. clear E1.
  assert (S1 : Rabs (Rabs d * W) <= dw) by (rewrite Rabs_mult, Rabs_Rabsolu; apply Rle_refl).
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N1 S1 ltac:(lra)) as F1.
  apply (near_rounded _ _ _ _ _ model) with (M := dw) in N1; [|exact S1|lra].
  pose proof (near_rounded_sum _ _ _ _ _ model w d (w + d) 0 (Rabs w + Rabs d) Fw Fd (near_refl _)
                (Rabs_triang w d) ltac:(lra)) as N2.
  assert (F2 : F (rnd (w + d))) by (apply (rounded_is_float _ _ _ _ _ model); pose proof (Rabs_triang w d); lra).
  unfold plain_update_roundings. apply last_sum; try (unfold Rminus; lra || easy).
  - now apply (opp_is_float _ _ _ _ _ model).
  - eapply near_weaken; [apply (near_minus _ _ _ _ _ _ N2 N1)|]. lra.
Qed.

(** w + d (1 + q) with q the rounded w/τ or -w/τ. *)
Lemma by_sign_error q Q :
  F q -> Rabs Q = Rabs W -> near q Q (u * Rabs W + eta) -> Rabs (w + d * (1 + Q)) <= Rabs w + Rabs d + dw ->
  F (rnd (w + rnd (d * rnd (1 + q)))) /\
  near (rnd (w + rnd (d * rnd (1 + q)))) (w + d * (1 + Q))
    (u * Rabs (w + d * (1 + Q)) + u * (1 + second_order * u) * by_sign_update_roundings (Rabs w) (Rabs d) dw
     + underflow * eta * (1 + Rabs d)).
Proof.
  intros Fq EQ N0 SU. pose proof size_of_W as SW. pose proof size_of_dw as [P0 P1].
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos d) as D0. pose proof (Rabs_pos W) as W0.
  with_orders model (Rabs d) D0. with_orders model dw P0. with_orders model (Rabs W) W0. with_orders model 1 Rle_0_1.
  pose proof (small_in_range _ _ _ _ _ model) as small.
  assert (S1 : Rabs (1 + Q) <= 1 + Rabs W) by (pose proof (Rabs_triang 1 Q) as K; rewrite Rabs_R1 in K; lra).
  pose proof (near_plus _ _ _ _ _ _ (near_refl 1) N0) as N1.
  apply (near_rounded_sum _ _ _ _ _ model) with (M := 1 + Rabs W) in N1;
    [|exact (one_is_float _ _ _ _ _ model)|exact Fq|exact S1|lra].
  apply (near_scaled d) in N1.
  match type of N1 with near _ _ ?a => assert (E : a = u * (Rabs d + 2 * dw + u * dw + eta * Rabs d) + eta * Rabs d)
    end.
  { unfold dw; ring. }
  rewrite E in N1. clear E.
  assert (S2 : Rabs (d * (1 + Q)) <= Rabs d + dw).
  { rewrite Rabs_mult. unfold dw. apply Rle_trans with (Rabs d * (1 + Rabs W)); [|lra]. now apply Rmult_le_compat_l. }
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N1 S2 ltac:(lra)) as F1.
  apply (near_rounded _ _ _ _ _ model) with (M := Rabs d + dw) in N1; [|exact S2|lra].
  unfold by_sign_update_roundings. apply last_sum; try (lra || easy).
  eapply near_weaken; [apply (near_plus _ _ _ _ _ _ (near_refl w) N1)|]. lra.
Qed.

Theorem by_sign_update_error :
  F (by_sign_update rnd tau w d) /\
  near (by_sign_update rnd tau w d) (ald_update tau w d)
    (u * Rabs (ald_update tau w d) + u * (1 + second_order * u) * by_sign_update_roundings (Rabs w) (Rabs d) dw
     + underflow * eta * (1 + Rabs d)).
Proof.
  pose proof size_of_U as SU. pose proof size_of_W as SW. pose proof (Rabs_pos W).
  pose proof (small_in_range _ _ _ _ _ model).
  assert (Fq : F (rnd (rnd (w - 0) / tau))).
  { rewrite Rminus_0_r, (rounded_float _ _ _ _ _ model w) by (easy || lra).
    apply (rounded_is_float _ _ _ _ _ model). fold W. lra. }
  assert (E : ald_update tau w d = w + d * (1 + (if Rlt_dec d 0 then W else - W))).
  { unfold ald_update. fold W. destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_pos_eq]; lra. }
  rewrite E in *. unfold by_sign_update. destruct (Rlt_dec d 0).
  - now apply by_sign_error; [| |apply quotient|].
  - apply by_sign_error; [now apply (opp_is_float _ _ _ _ _ model)|apply Rabs_Ropp| |easy].
    apply near_opp, quotient.
Qed.

(** T = |d|/τ. *)
Let T := Rabs d / tau.

Lemma size_of_T : 0 <= T <= 1.
Proof.
  pose proof (Rabs_pos d). unfold T. split; [apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]|].
  apply (Rmult_le_reg_r tau); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Lemma share : near (rnd (Rabs d / tau)) T (u * T + eta).
Proof.
  pose proof size_of_T. pose proof (small_in_range _ _ _ _ _ model). fold T.
  eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := near_refl _) (M := T)|];
    [rewrite Rabs_pos_eq; lra|lra|lra].
Qed.

Lemma in_shares : Rabs d = T * tau /\ Rabs w = tau * Rabs W /\ dw = T * tau * Rabs W.
Proof.
  assert (E : Rabs w = tau * Rabs W).
  { unfold W, Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat). field. lra. }
  unfold dw, T. repeat split; [|exact E|]; field; lra.
Qed.

(** w + t (B - w) with B = ±τ. *)
Lemma interpolation_error B :
  F B -> Rabs B = tau -> Rabs (w + T * (B - w)) <= Rabs w + Rabs d + dw ->
  F (rnd (w + rnd (rnd (Rabs d / tau) * rnd (B - w)))) /\
  near (rnd (w + rnd (rnd (Rabs d / tau) * rnd (B - w)))) (w + T * (B - w))
    (u * Rabs (w + T * (B - w)) + u * (1 + second_order * u) * interpolation_update_roundings (Rabs w) (Rabs d) dw
     + underflow * eta * (1 + tau + Rabs w)).
Proof.
  intros FB EB SU. pose proof size_of_W as SW. pose proof size_of_dw as [P0 P1]. pose proof size_of_T as ST.
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos d) as D0.
  destruct in_shares as (ED & EA & EP). assert (T0 : 0 <= tau) by lra.
  with_orders model (Rabs w) A0. with_orders model (Rabs d) D0. with_orders model dw P0. with_orders model tau T0.
  with_orders model 1 Rle_0_1.
  assert (SB : Rabs (B - w) <= tau + Rabs w).
  { unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp; lra. }
  pose proof (near_rounded_sum _ _ _ _ _ model B (- w) _ 0 (tau + Rabs w) FB (opp_is_float _ _ _ _ _ model _ Fw)
                (near_refl _) SB ltac:(lra)) as N1.
  assert (ST' : Rabs T <= T) by (rewrite Rabs_pos_eq; lra).
  pose proof (near_mult _ _ _ _ _ _ _ _ share N1 ST' SB) as N2. clear N1.
  match type of N2 with near _ _ ?a => assert (E : a =
    (2 + u) * u * (Rabs d + dw) + (1 + u) * eta * (tau + Rabs w)) end.
  { rewrite EP, EA, ED; ring. }
  rewrite E in N2. clear E.
  assert (S2 : Rabs (T * (B - w)) <= Rabs d + dw).
  { rewrite Rabs_mult, (Rabs_pos_eq T) by lra. replace (Rabs d + dw) with (T * (tau + Rabs w)).
    - apply Rmult_le_compat_l; lra.
    - rewrite EP, EA, ED; ring. }
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N2 S2 ltac:(lra)) as F1.
  apply (near_rounded _ _ _ _ _ model) with (M := Rabs d + dw) in N2; [|exact S2|lra].
  unfold interpolation_update_roundings. apply last_sum; try (lra || easy).
  eapply near_weaken; [apply (near_plus _ _ _ _ _ _ (near_refl w) N2)|]. lra.
Qed.

Theorem interpolation_update_error :
  F (interpolation_update rnd tau w d) /\
  near (interpolation_update rnd tau w d) (ald_update tau w d)
    (u * Rabs (ald_update tau w d) + u * (1 + second_order * u) * interpolation_update_roundings (Rabs w) (Rabs d) dw
     + underflow * eta * (1 + tau + Rabs w)).
Proof.
  pose proof size_of_U as SU.
  assert (E : ald_update tau w d = w + T * ((if Rlt_dec d 0 then - tau else tau) - w)).
  { unfold ald_update, T. destruct (Rlt_dec d 0); [rewrite Rabs_left|rewrite Rabs_pos_eq]; try lra; field; lra. }
  rewrite E in *. unfold interpolation_update. destruct (Rlt_dec d 0); apply interpolation_error; try easy.
  - now apply (opp_is_float _ _ _ _ _ model).
  - rewrite Rabs_Ropp. apply Rabs_pos_eq; lra.
  - apply Rabs_pos_eq; lra.
Qed.

(** (1 - t) b with b = τ + v, v = -s w. *)
Lemma from_bound_product v :
  F v -> Rabs v = Rabs w -> Rabs w <= tau ->
  let m := rnd (rnd (1 - rnd (Rabs d / tau)) * rnd (tau + v)) in
  F m /\ near m ((1 - T) * (tau + v)) (6 * u * (1 + 16 * u) * tau + 3 * eta * (1 + tau)).
Proof.
  intros Fv Ev Hv m. pose proof size_of_T as ST. assert (T0 : 0 <= tau) by lra.
  pose proof (small_in_range _ _ _ _ _ model) as small. pose proof share as N0.
  assert (Fs : F (rnd (Rabs d / tau))).
  { apply (rounded_is_float _ _ _ _ _ model). fold T. rewrite Rabs_pos_eq; lra. }
  clearbody T.
  with_orders model tau T0. with_orders model 1 Rle_0_1. assert (T1 : 0 <= T * tau) by (apply Rmult_le_pos; lra).
  with_orders model (T * tau) T1. assert (T2 : 0 <= (1 - T) * tau) by (apply Rmult_le_pos; lra).
  with_orders model ((1 - T) * tau) T2.
  rewrite <- Ev in Hv. apply Rabs_le_inv in Hv.
  assert (S1 : Rabs (1 - T) <= 1 - T) by (rewrite Rabs_pos_eq; lra).
  pose proof (near_minus _ _ _ _ _ _ (near_refl 1) N0) as N1.
  with_orders model T (proj1 ST).
  apply (near_rounded_sum _ _ _ _ _ model) with (M := 1 - T) in N1;
    [|exact (one_is_float _ _ _ _ _ model)|now apply (opp_is_float _ _ _ _ _ model)|exact S1|lra].
  assert (S2 : Rabs (tau + v) <= 2 * tau) by (rewrite Rabs_pos_eq; lra).
  pose proof (near_rounded_sum _ _ _ _ _ model tau v _ 0 (2 * tau) Ft Fv (near_refl _) S2 ltac:(lra)) as N2.
  pose proof (near_mult _ _ _ _ _ _ _ _ N1 N2 S1 S2) as N3. clear N1 N2.
  match type of N3 with near _ _ ?a => set (e := a) in N3; assert (E : e =
    2 * u * ((2 + u) * (1 - T) * tau + (1 + u) * (1 + u) * (T * tau)) + 2 * (1 + u) * (1 + u) * eta * tau)
      by (unfold e; ring);
    clearbody e end.
  assert (Ke : 0 <= e <= tau / 100) by (rewrite E; split; lra). with_orders model e (proj1 Ke).
  assert (S3 : Rabs ((1 - T) * (tau + v)) <= 2 * (1 - T) * tau).
  { rewrite Rabs_mult, (Rabs_pos_eq (1 - T)) by lra. rewrite (Rmult_comm 2), Rmult_assoc.
    apply Rmult_le_compat_l; lra. }
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N3 S3 ltac:(lra)) as F3.
  apply (near_rounded _ _ _ _ _ model) with (M := 2 * (1 - T) * tau) in N3; [|exact S3|lra].
  split; [exact F3|]. eapply near_weaken; [exact N3|]. subst e. lra.
Qed.

Theorem from_bound_update_error :
  Rabs w <= tau ->
  F (from_bound_update rnd tau w d) /\
  near (from_bound_update rnd tau w d) (ald_update tau w d)
    (from_bound_update_factor * u * (1 + second_order * u) * tau + underflow * eta * (1 + tau)).
Proof.
  intros Hw1. pose proof (bounded_weights tau w d Ht Hw1 Hd) as SU.
  assert (T0 : 0 <= tau) by lra. with_orders model tau T0. with_orders model 1 Rle_0_1.
  assert (last : forall x y, F x -> F y -> near (x + y) (ald_update tau w d)
      (6 * u * (1 + 16 * u) * tau + 3 * eta * (1 + tau)) ->
    F (rnd (x + y)) /\
    near (rnd (x + y)) (ald_update tau w d)
      (from_bound_update_factor * u * (1 + second_order * u) * tau + underflow * eta * (1 + tau))).
  { intros x y Fx Fy N. split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N SU); lra|]. eapply near_weaken.
    - apply (near_rounded_sum _ _ _ _ _ model) with (3 := N) (M := tau); easy || lra.
    - unfold from_bound_update_factor, second_order, underflow. lra. }
  unfold from_bound_update. destruct (Rlt_dec d 0) as [Hn|Hp].
  - destruct (from_bound_product w Fw eq_refl Hw1) as [Fm Nm].
    apply last; [exact Fm|now apply (opp_is_float _ _ _ _ _ model)|].
    replace (ald_update tau w d) with ((1 - T) * (tau + w) - tau).
    + eapply near_weaken; [exact (near_minus _ _ _ _ _ _ Nm (near_refl tau))|lra].
    + unfold ald_update, T. rewrite Rabs_left by easy. field; lra.
  - destruct (from_bound_product (- w) (opp_is_float _ _ _ _ _ model _ Fw) (Rabs_Ropp w) Hw1) as [Fm Nm].
    apply last; [exact Ft|now apply (opp_is_float _ _ _ _ _ model)|].
    replace (ald_update tau w d) with (tau - (1 - T) * (tau + - w)).
    + eapply near_weaken; [exact (near_minus _ _ _ _ _ _ (near_refl tau) Nm)|lra].
    + unfold ald_update, T. rewrite Rabs_pos_eq by lra. field; lra.
Qed.
End AldUpdate.
End Update.
