(** Claim    |w| <= τ and |d| <= τ imply that the computed U(w,d) is at most 2 floating-point numbers beyond the range
             in the plain order and at most 1 in the interpolation; both orders do leave it, and so does a rank-one entry with
             fused multiply-add even for τ = 1; the plain order with its last product and difference fused does not
             for τ = 1
    Source   derived; sharpens AP Prop. 1, EX Thm 1 in floating point
    Assumes  rounding to the nearest even with gradual underflow (binary32, binary64), τ > 0, |w| <= τ, |d| <= τ,
             8 (τ + 1) at most the largest finite number
    For      bounded_weights *)

From Coq Require Import Reals ZArith Lra Lia.
From Flocq Require Import Core.
From Aimcert Require Import Device bounded_weights FloatModel Near Orders Constants.
Local Open Scope R_scope.

Section Ieee.
Variables prec emax : Z.
Hypothesis precision : (11 <= prec < emax)%Z.
Variable rnd : R -> R.
Hypothesis I : ieee prec emax rnd.

Let fexp := FLT_exp (emin prec emax) prec.
Let u := unit_roundoff prec.
#[local] Instance positive : Prec_gt_0 prec.
Proof. unfold Prec_gt_0; lia. Qed.
#[local] Instance valid : Valid_exp fexp := FLT_exp_valid _ _.

(** The n-th float above. *)
Definition above n x := Nat.iter n (succ radix2 fexp) x.

Let model := ieee_is_rounding prec emax precision rnd I.

Section Update.
Variables tau w d : R.
Hypotheses (Ft : float prec emax tau) (Fw : float prec emax w) (Fd : float prec emax d).
Hypotheses (Ht : 0 < tau) (Hw : Rabs w <= tau) (Hd : Rabs d <= tau).
Hypothesis no_overflow : 8 * (tau + 1) <= largest prec emax.

Let e := ulp radix2 fexp tau.

Lemma above_1 : succ radix2 fexp tau = tau + e.
Proof. apply succ_eq_pos; lra. Qed.

Lemma above_1_is_float : float prec emax (tau + e).
Proof. rewrite <- above_1. apply generic_format_succ; [apply valid | exact Ft]. Qed.

Lemma half_unit x : Rabs x <= tau -> Rabs (rnd x - x) <= / 2 * e.
Proof.
  intros Hx. pose proof (small_in_range _ _ _ _ _ model). rewrite I by lra. unfold nearest.
  eapply Rle_trans; [apply error_le_half_ulp; apply valid|].
  apply Rmult_le_compat_l; [lra|]. apply ulp_le; [apply valid|apply FLT_exp_monotone|]. rewrite (Rabs_pos_eq tau); lra.
Qed.

Lemma unit_below_tau : u * tau <= e <= tau.
Proof.
  split; [|now apply ulp_le_id].
  unfold e. rewrite ulp_neq_0 by lra. unfold cexp, fexp, FLT_exp. pose proof (bpow_mag_gt radix2 tau) as B.
  rewrite Rabs_pos_eq in B by lra. apply Rle_trans with (bpow radix2 (mag radix2 tau - prec)).
  - unfold Zminus. rewrite bpow_plus, Rmult_comm. apply Rmult_le_compat_r; [apply bpow_ge_0 | now left].
  - apply bpow_le. lia.
Qed.

Lemma ulp_of_double : ulp radix2 fexp (2 * tau) <= 2 * e.
Proof.
  unfold e. rewrite !ulp_neq_0 by lra. unfold cexp. rewrite (Rmult_comm 2 tau).
  change (tau * 2) with (tau * bpow radix2 1). rewrite mag_mult_bpow by lra. set (m := (mag radix2 tau : Z)).
  replace (2 * bpow radix2 (fexp m)) with (bpow radix2 (1 + fexp m)) by (now rewrite bpow_plus).
  apply bpow_le. unfold fexp, FLT_exp. lia.
Qed.

Lemma whole_unit x : Rabs x <= 2 * tau -> Rabs (rnd x - x) <= e.
Proof.
  intros Hx. pose proof (small_in_range _ _ _ _ _ model). rewrite I by lra. unfold nearest.
  eapply Rle_trans; [apply error_le_half_ulp; apply valid|]. pose proof ulp_of_double.
  apply Rle_trans with (/ 2 * ulp radix2 fexp (2 * tau)); [|lra].
  apply Rmult_le_compat_l; [lra|]. apply ulp_le; [apply valid|apply FLT_exp_monotone|].
  rewrite (Rabs_pos_eq (2 * tau)); lra.
Qed.

Lemma rounded_between_floats a b x :
  float prec emax a -> float prec emax b -> - largest prec emax <= a -> b <= largest prec emax -> a <= x <= b ->
    a <= rnd x <= b.
Proof.
  intros Fa Fb Ha Hb Hx. assert (Rabs x <= largest prec emax) by (apply Rabs_le; lra).
  rewrite I by easy. split; [apply round_ge_generic|apply round_le_generic]; try easy; try apply valid;
    apply valid_rnd_N.
Qed.

Lemma share_of_range : 0 <= rnd (Rabs d / tau) <= 1.
Proof.
  pose proof (Rabs_pos d). pose proof (small_in_range _ _ _ _ _ model). apply rounded_between_floats; try lra.
  - exact (zero_is_float _ _ _ _ _ model).
  - exact (one_is_float _ _ _ _ _ model).
  - split; [apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]|].
    apply (Rmult_le_reg_r tau); [easy|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra.
Qed.

Theorem interpolation_update_floats :
  Rabs (interpolation_update rnd tau w d) <= above interpolation_update_floats_beyond tau.
Proof.
  change (above _ tau) with (succ radix2 fexp tau). rewrite above_1. pose proof unit_below_tau as [_ E].
  pose proof share_of_range as T. set (t := rnd (Rabs d / tau)) in *. apply Rabs_le_inv in Hw.
  pose proof (small_in_range _ _ _ _ _ model). pose proof (ulp_ge_0 radix2 fexp tau) as E0. fold e in E0.
  pose proof (opp_is_float _ _ _ _ _ model) as Fopp. pose proof (zero_is_float _ _ _ _ _ model) as F0.
  pose proof above_1_is_float as F1.
  assert (L : Rabs (tau + e) <= largest prec emax) by (rewrite Rabs_pos_eq; lra).
  apply Rabs_le. unfold interpolation_update. fold t. destruct (Rlt_dec d 0).
  - assert (B : rnd (- tau - w) <= 0).
    { rewrite <- (rounded_zero _ _ _ _ _ model). apply (rounded_le _ _ _ _ _ model); [apply Rabs_le| |];
        try rewrite Rabs_R0; lra. }
    pose proof (whole_unit (- tau - w) ltac:(apply Rabs_le; lra)) as N. apply Rabs_le_inv in N.
    set (b := rnd (- tau - w)) in *.
    assert (Fb : float prec emax b) by (apply (rounded_is_float _ _ _ _ _ model); apply Rabs_le; lra).
    assert (P : b <= rnd (t * b) <= 0) by (apply rounded_between_floats; try easy; try lra; nra).
    assert (Z : - (tau + e) <= rnd (w + rnd (t * b)) <= tau) by (apply rounded_between_floats; auto; lra). lra.
  - assert (B : 0 <= rnd (tau - w)).
    { rewrite <- (rounded_zero _ _ _ _ _ model). apply (rounded_le _ _ _ _ _ model); [|apply Rabs_le|];
        try rewrite Rabs_R0; lra. }
    pose proof (whole_unit (tau - w) ltac:(apply Rabs_le; lra)) as N. apply Rabs_le_inv in N.
    set (b := rnd (tau - w)) in *.
    assert (Fb : float prec emax b) by (apply (rounded_is_float _ _ _ _ _ model); apply Rabs_le; lra).
    assert (P : 0 <= rnd (t * b) <= b) by (apply rounded_between_floats; try easy; try lra; nra).
    assert (Z : - tau <= rnd (w + rnd (t * b)) <= tau + e) by (apply rounded_between_floats; auto; lra). lra.
Qed.

(** Quotients w/τ below 1 have half the spacing of 1. *)
Lemma quotient_error : Rabs (rnd (w / tau) - w / tau) <= u / 2 /\ Rabs (rnd (w / tau)) <= 1.
Proof.
  pose proof (in_units tau w Ht Hw) as HW. pose proof (small_in_range _ _ _ _ _ model).
  pose proof (one_is_float _ _ _ _ _ model) as F1. pose proof (opp_is_float _ _ _ _ _ model) as Fopp.
  assert (Up : 0 < u) by apply bpow_gt_0. split.
  - destruct (Req_dec (Rabs (w / tau)) 1) as [E|N].
    + assert (rnd (w / tau) = w / tau) as ->; [|rewrite Rminus_diag_eq, Rabs_R0 by easy; lra].
      apply (rounded_float _ _ _ _ _ model); [|lra]. revert E. unfold Rabs. destruct Rcase_abs; intros E.
      * replace (w / tau) with (- 1) by lra. now apply Fopp.
      * now rewrite E.
    + destruct (Req_dec (w / tau) 0) as [Z|NZ].
      { rewrite Z, (rounded_zero _ _ _ _ _ model), Rminus_0_r, Rabs_R0; lra. }
      rewrite I by lra. unfold nearest. eapply Rle_trans; [apply error_le_half_ulp; apply valid|].
      rewrite ulp_neq_0 by easy. replace (u / 2) with (/ 2 * u) by lra. apply Rmult_le_compat_l; [lra|].
      apply bpow_le. unfold cexp, FLT_exp.
      assert (mag radix2 (w / tau) <= 0)%Z by (apply mag_le_bpow; [easy | change (bpow radix2 0) with 1; destruct HW;
        easy]). unfold emin. lia.
  - apply Rabs_le. apply rounded_between_floats; try lra; auto. now apply Rabs_le_inv.
Qed.

Theorem plain_update_floats :
  Rabs (plain_update rnd tau w d) <= above plain_update_floats_beyond tau.
Proof.
  pose proof (small_in_range _ _ _ _ _ model). pose proof unit_below_tau as [UE E].
  pose proof (ulp_ge_0 radix2 fexp tau) as E0. fold e in E0. pose proof above_1_is_float as F1.
  unfold plain_update. rewrite Rminus_0_r, Rmult_1_r, (rounded_float _ _ _ _ _ model w), (rounded_float _ _ _ _ _
    model d) by (easy || lra).
  destruct quotient_error as [Q1 Q2]. set (q := rnd (w / tau)) in *.
  pose proof (bounded_weights tau w d Ht Hw Hd) as SU. pose proof (Rabs_triang w d).
  pose proof (whole_unit (w + d) ltac:(lra)) as N1.
  assert (P : Rabs (Rabs d * q) <= tau).
  { rewrite Rabs_mult, Rabs_Rabsolu. apply Rle_trans with (tau * 1); [|lra].
    apply Rmult_le_compat; auto using Rabs_pos. }
  pose proof (half_unit _ P) as N2.
  assert (N3 : Rabs (Rabs d * (q - w / tau)) <= / 2 * e).
  { rewrite Rabs_mult, Rabs_Rabsolu. apply Rle_trans with (tau * (u / 2)); [|lra].
    apply Rmult_le_compat; auto using Rabs_pos. }
  set (s := rnd (w + d)) in *. set (p := rnd (Rabs d * q)) in *. unfold ald_update in SU.
  assert (Z : Rabs (s - p) <= tau + 2 * e).
  { apply Rabs_le_inv in N1, N2, N3, SU. apply Rabs_le. lra. }
  change (above _ tau) with (succ radix2 fexp (succ radix2 fexp tau)). rewrite above_1.
  rewrite I by lra. apply abs_round_le_generic; [apply valid|apply valid_rnd_N|apply generic_format_succ;
    [apply valid | exact F1]|].
  eapply Rle_trans; [exact Z|]. rewrite succ_eq_pos by lra.
  assert (e <= ulp radix2 fexp (tau + e)).
  { apply ulp_le; [apply valid|apply FLT_exp_monotone|]. rewrite !Rabs_pos_eq; lra. }
  lra.
Qed.
End Update.

(** Half way from 1 to the next float: the even neighbour is 1. *)
Lemma just_above_1 x : Rabs x <= 1 + u -> Rabs (nearest prec emax x) <= 1.
Proof.
  assert (E : nearest prec emax (1 + u) = 1).
  { assert (U : 0 < u) by apply bpow_gt_0. pose proof (unit_roundoff_is_small prec emax precision) as [_ U1].
    fold u in U1. assert (M : mag radix2 (1 + u) = 1%Z :> Z).
    { apply mag_unique. rewrite Rabs_pos_eq by lra. simpl. lra. }
    unfold nearest, round, F2R, scaled_mantissa, cexp. rewrite M. fold fexp.
    replace (fexp 1) with (1 - prec)%Z by (unfold fexp, FLT_exp, emin; lia). cbn [Fnum Fexp].
    assert (P : (1 + u) * bpow radix2 (- (1 - prec)) = IZR (2 ^ (prec - 1)) + / 2).
    { rewrite Rmult_plus_distr_r, Rmult_1_l. unfold u, unit_roundoff. rewrite <- bpow_plus.
      replace (- prec + - (1 - prec))%Z with (- (1))%Z by lia. replace (- (1 - prec))%Z with (prec - 1)%Z by lia.
      rewrite (IZR_Zpower radix2) by lia. easy. }
    rewrite P. unfold Znearest. rewrite (Zfloor_imp (2 ^ (prec - 1))) by (rewrite plus_IZR; lra).
    rewrite Rcompare_Eq by lra. replace (negb (Z.even (2 ^ (prec - 1)))) with false.
    - rewrite (IZR_Zpower radix2), <- bpow_plus by lia. now replace (prec - 1 + (1 - prec))%Z with 0%Z by lia.
    - rewrite Z.even_pow by lia. easy. }
  intros Hx. apply Rabs_le_inv in Hx. assert (Mono : forall a b, a <= b -> nearest prec emax a <= nearest prec emax b).
  { intros; apply round_le; [apply valid | apply valid_rnd_N | easy]. }
  assert (E' : nearest prec emax (- (1 + u)) = - 1) by (unfold nearest in *; now rewrite round_NE_opp, E).
  pose proof (Mono x (1 + u) ltac:(lra)). pose proof (Mono (- (1 + u)) x ltac:(lra)). apply Rabs_le. lra.
Qed.

Theorem plain_update_fma_stays w d :
  float prec emax w -> float prec emax d -> Rabs w <= 1 -> Rabs d <= 1 -> Rabs (plain_update_fma rnd w d) <= 1.
Proof.
  intros Fw Fd Hw Hd. pose proof (small_in_range _ _ _ _ _ model) as small. pose proof (Rabs_triang w d).
  assert (U1 : u <= 1) by (pose proof (unit_roundoff_is_small prec emax precision); unfold u; lra).
  assert (N : Rabs (rnd (w + d) - (w + d)) <= u).
  { destruct (Req_dec (Rabs (w + d)) 2) as [T|T].
    - assert (F2 : float prec emax (w + d)).
      { assert (D : float prec emax (bpow radix2 1)) by (apply power_is_float; [easy|unfold emin; lia]).
        change (bpow radix2 1) with 2 in D. revert T. unfold Rabs. destruct Rcase_abs; intros T.
        - replace (w + d) with (- (2)) by lra. now apply (opp_is_float _ _ _ _ _ model).
        - now rewrite T. }
      rewrite (rounded_float _ _ _ _ _ model) by (easy || lra). rewrite Rminus_diag_eq, Rabs_R0 by easy.
      apply bpow_ge_0.
    - destruct (Req_dec (w + d) 0) as [Z|NZ].
      { rewrite Z, (rounded_zero _ _ _ _ _ model), Rminus_0_r, Rabs_R0. apply bpow_ge_0. }
      rewrite I by lra. unfold nearest. eapply Rle_trans; [apply error_le_half_ulp; apply valid|].
      rewrite ulp_neq_0 by easy. apply Rle_trans with (/ 2 * bpow radix2 (1 - prec)).
      + apply Rmult_le_compat_l; [lra|]. apply bpow_le. unfold cexp, FLT_exp.
        assert (mag radix2 (w + d) <= 1)%Z.
        { apply mag_le_bpow; [easy|]. change (bpow radix2 1) with 2. assert (S : Rabs (w + d) <= 2) by lra.
          now destruct S. }
        unfold emin. lia.
      + unfold Zminus, u, unit_roundoff. rewrite bpow_plus. change (bpow radix2 1) with 2. lra. }
  pose proof (bounded_weights 1 w d Rlt_0_1 Hw Hd) as SU. unfold ald_update, Rdiv in SU.
  rewrite Rinv_1, Rmult_1_r in SU.
  apply Rabs_le_inv in N, SU. unfold plain_update_fma. assert (Z : Rabs (rnd (w + d) - Rabs d * w) <= 1 + u)
    by (apply Rabs_le; lra).
  rewrite I by lra. now apply just_above_1.
Qed.
End Ieee.

(** ** Numbers of binary32 that leave the range *)

(** m 2^e is the nearest float of x when it has 24 digits and is less than half a unit away. *)
Lemma nearest_is x m e :
  (-149 <= e)%Z -> bpow radix2 (e + 23) <= Rabs x < bpow radix2 (e + 24) ->
    Rabs (x * bpow radix2 (- e) - IZR m) < / 2 ->
  nearest 24 128 x = IZR m * bpow radix2 e.
Proof.
  intros He Hx Hm. unfold nearest, round, F2R, scaled_mantissa, cexp.
  rewrite (mag_unique radix2 x (e + 24)) by (now replace (e + 24 - 1)%Z with (e + 23)%Z by lia).
  replace (FLT_exp (emin 24 128) 24 (e + 24)) with e by (unfold FLT_exp, emin; lia). cbn [Fnum Fexp].
  now rewrite (Znearest_imp _ _ m Hm).
Qed.

Lemma float_is x m e : x = IZR m * bpow radix2 e -> (Z.abs m < 2 ^ 24)%Z -> (-149 <= e)%Z -> float 24 128 x.
Proof.
  intros -> Hm He. apply generic_format_FLT. exists (Float radix2 m e); easy.
Qed.

Ltac decide_size := unfold Rabs; destruct Rcase_abs; lra.
Ltac powers :=
  cbv [bpow Z.pow_pos Pos.iter radix_val radix2 Z.mul Pos.mul Pos.add Z.add Z.opp Z.pos_sub Z.succ_double Z.double
       Z.pred_double Pos.succ Pos.pred_double].
(** Replaces the innermost rounding. *)
Ltac rounds_to I m e :=
  match goal with |- context [?rnd ?x] => match type of I with binary32 rnd =>
    lazymatch x with context [rnd] => fail | _ => rewrite (I x) by decide_size; rewrite (nearest_is x m e) by (lia ||
      (powers; split; decide_size) || (powers; decide_size)); powers end end end.

Theorem plain_update_leaves_range : exists tau w d,
  float 24 128 tau /\ float 24 128 w /\ float 24 128 d /\ 0 < tau /\ Rabs w <= tau /\ Rabs d <= tau /\
  forall rnd, binary32 rnd -> tau < Rabs (plain_update rnd tau w d).
Proof.
  exists (13421773 / 2 ^ 24), (13421773 / 2 ^ 24), (14333369 / 2 ^ 26).
  set (tau := 13421773 / 2 ^ 24). set (d := 14333369 / 2 ^ 26).
  assert (Ft : float 24 128 tau) by (apply (float_is _ 13421773 (-24)); [unfold tau; powers; lra|easy|easy]).
  assert (Fd : float 24 128 d) by (apply (float_is _ 14333369 (-26)); [unfold d; powers; lra|easy|easy]).
  assert (Pt : 0 < tau) by (unfold tau; lra). assert (Pd : 0 < d < tau) by (unfold d, tau; lra).
  repeat split; try easy; try (rewrite Rabs_pos_eq; lra).
  intros rnd I. pose proof (ieee_is_rounding 24 128 ltac:(lia) rnd I) as model.
  pose proof (small_in_range _ _ _ _ _ model) as small. pose proof (one_is_float _ _ _ _ _ model) as F1.
  assert (Lt : Rabs tau <= largest 24 128) by (unfold tau; decide_size).
  assert (Ld : Rabs d <= largest 24 128) by (unfold d; decide_size).
  unfold plain_update. rewrite Rminus_0_r, Rmult_1_r, (rounded_float _ _ _ _ _ model tau Ft Lt), (rounded_float _ _ _
    _ _ model d Fd Ld).
  replace (tau / tau) with 1 by (field; lra).
  rewrite (rounded_float _ _ _ _ _ model 1) by (easy || rewrite Rabs_R1; lra).
  rewrite Rmult_1_r, (Rabs_pos_eq d), (rounded_float _ _ _ _ _ model d Fd Ld) by lra.
  unfold tau, d. rounds_to I 8502558%Z (-23)%Z. rounds_to I 13421774%Z (-24)%Z. decide_size.
Qed.

Theorem interpolation_update_leaves_range : exists tau w,
  float 24 128 tau /\ float 24 128 w /\ 0 < tau /\ Rabs w <= tau /\
  forall rnd, binary32 rnd -> tau < Rabs (interpolation_update rnd tau w tau).
Proof.
  exists (7 / 4), (- (8388613 / 2 ^ 25)).
  assert (Ft : float 24 128 (7 / 4)) by (apply (float_is _ 7 (-2)); [powers; lra|easy|easy]).
  assert (Fw : float 24 128 (- (8388613 / 2 ^ 25))) by (apply (float_is _ (-8388613) (-25)); [powers; lra|easy|easy]).
  repeat split; try easy; try decide_size; try lra.
  intros rnd I. pose proof (ieee_is_rounding 24 128 ltac:(lia) rnd I) as model.
  pose proof (small_in_range _ _ _ _ _ model) as small. pose proof (one_is_float _ _ _ _ _ model) as F1.
  unfold interpolation_update. destruct (Rlt_dec (7 / 4) 0) as [L|_]; [lra|].
  rewrite (Rabs_pos_eq (7 / 4)) by lra. replace (7 / 4 / (7 / 4)) with 1 by field.
  rewrite (rounded_float _ _ _ _ _ model 1) by (easy || rewrite Rabs_R1; lra). rewrite Rmult_1_l.
  rounds_to I 8388609%Z (-22)%Z. rounds_to I 8388609%Z (-22)%Z. rounds_to I 14680065%Z (-23)%Z. decide_size.
Qed.

(** A rank-one entry with τ = 1, a = 1, and so a dense entry with a = δ. *)
Theorem rank_one_entry_fma_leaves_range : exists w delta x,
  float 24 128 w /\ float 24 128 delta /\ float 24 128 x /\ Rabs w <= 1 /\ Rabs (1 * delta * x) <= 1 /\
  forall rnd, binary32 rnd -> 1 < Rabs (rank_one_entry_fma rnd w delta x 1 1).
Proof.
  exists (- (14458011 / 2 ^ 24)), (12238566 / 2 ^ 24), (- (11499508 / 2 ^ 23)).
  set (w := - (14458011 / 2 ^ 24)). set (delta := 12238566 / 2 ^ 24). set (x := - (11499508 / 2 ^ 23)).
  assert (Fw : float 24 128 w) by (apply (float_is _ (-14458011) (-24)); [unfold w; powers; lra|easy|easy]).
  assert (Fd : float 24 128 delta) by (apply (float_is _ 12238566 (-24)); [unfold delta; powers; lra|easy|easy]).
  assert (Fx : float 24 128 x) by (apply (float_is _ (-11499508) (-23)); [unfold x; powers; lra|easy|easy]).
  repeat split; try easy; try (unfold w, delta, x; decide_size).
  intros rnd I. pose proof (ieee_is_rounding 24 128 ltac:(lia) rnd I) as model.
  pose proof (small_in_range _ _ _ _ _ model) as small.
  assert (Ed : rnd (1 * delta) = delta).
  { rewrite Rmult_1_l. apply (rounded_float _ _ _ _ _ model); [easy|]. unfold delta; decide_size. }
  assert (Eq : rnd (Rabs x * 1) = - x).
  { rewrite Rmult_1_r, (Rabs_left x) by (unfold x; lra).
    apply (rounded_float _ _ _ _ _ model); [now apply (opp_is_float _ _ _ _ _ model)|]. unfold x; decide_size. }
  unfold rank_one_entry_fma, signed_saturation. rewrite Ed, Eq.
  destruct (Rlt_dec delta 0) as [L|_]; [unfold delta in L; lra|].
  unfold w, delta, x. rounds_to I (-10704689)%Z (-22)%Z. rounds_to I 8388609%Z (-23)%Z. decide_size.
Qed.
