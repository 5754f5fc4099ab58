(** Claim    |w| <= τ and |d| <= τ imply, in binary32 and binary64: measured from the bound |computed U(w,d)| <= τ, and
             |computed - U| <= c u (1 + 32 u) τ and an underflow term with c = 7 from the bound, 5 in the plain order, 6 by
             sign, 7 by interpolation; a rounded 1/τ has relative error u
    Source   AP Prop. 1, EX Thm 1, in floating point; constants derived
    Assumes  rounding to the nearest even with gradual underflow, floats τ > 0, |w| <= τ, |d| <= τ, 16 (1 + τ) at most
             the largest finite number (2^128 - 2^104, 2^1024 - 2^971); for 1/τ: 2^-emax < τ <= 2^(emax - 2), emax = 128
             or 1024
    For      bounded_weights *)

From Coq Require Import Reals ZArith Lra Lia.
From Flocq Require Import Core Relative.
From Aimcert Require Import Device FloatModel Near Orders Constants bounded_weights_rounded.
Local Open Scope R_scope.

Section Ieee.
Variables prec emax : Z.
Hypothesis precision : (11 <= prec < emax)%Z.
Variable rnd : R -> R.
Hypothesis I : ieee prec emax rnd.
#[local] Instance positive : Prec_gt_0 prec.
Proof. unfold Prec_gt_0; lia. Qed.

Let model := ieee_is_rounding prec emax precision rnd I.

Lemma double_is_float x : float prec emax x -> float prec emax (2 * x).
Proof.
  intros Fx. apply FLT_format_generic in Fx; [|exact positive]. destruct Fx as [f -> Hm He].
  apply generic_format_FLT. exists (Float radix2 (Fnum f) (Fexp f + 1)); [|exact Hm|simpl; lia].
  unfold F2R. cbn [Fnum Fexp]. rewrite bpow_plus. change (bpow radix2 1) with 2. ring.
Qed.

Theorem rounded_reciprocal tau :
  0 < tau <= bpow radix2 (emax - 2) -> / tau <= largest prec emax ->
  Rabs (rnd (1 / tau) - / tau) <= unit_roundoff prec * / tau.
Proof.
  intros [Ht Hmax] Hr. replace (1 / tau) with (/ tau) by (field; lra). pose proof (Rinv_0_lt_compat tau Ht) as P.
  rewrite I by (rewrite Rabs_pos_eq; lra). unfold nearest.
  assert (N : bpow radix2 (emin prec emax + prec - 1) <= Rabs (/ tau)).
  { rewrite Rabs_pos_eq by lra. replace (emin prec emax + prec - 1)%Z with (- (emax - 2))%Z by (unfold emin; lia).
    rewrite bpow_opp. now apply Rinv_le_contravar. }
  eapply Rle_trans; [apply relative_error_N_FLT; [exact positive | exact N]|]. rewrite (Rabs_pos_eq (/ tau)) by lra.
  apply Rmult_le_compat_r; [lra|]. rewrite bpow_plus. change (bpow radix2 1) with 2. unfold unit_roundoff. lra.
Qed.

(** All orders of one weight at once. *)
Definition bounded_in_format (u eta : R) : Prop := forall tau w d,
  float prec emax tau -> float prec emax w -> float prec emax d -> 0 < tau -> Rabs w <= tau -> Rabs d <= tau ->
  16 * (1 + tau) <= largest prec emax ->
  let within y c h := Rabs (y - ald_update tau w d) <= c * u * (1 + second_order * u) * tau + underflow * eta * h in
  Rabs (from_bound_update rnd tau w d) <= tau /\
  within (from_bound_update rnd tau w d) from_bound_update_factor (1 + tau) /\
  within (plain_update rnd tau w d) plain_update_factor (1 + Rabs d) /\
  within (by_sign_update rnd tau w d) by_sign_update_factor (1 + Rabs d) /\
  within (interpolation_update rnd tau w d) interpolation_update_factor (1 + tau + Rabs w).

Lemma bounded_in_this_format : bounded_in_format (unit_roundoff prec) (half_smallest prec emax).
Proof.
  intros tau w d Ft Fw Fd Ht Hw Hd Ho within. pose proof (double_is_float tau Ft) as F2.
  destruct (from_bound_update_range _ _ _ _ _ model tau w d Ft Fw Ht Hw Hd Ho) as [[E _] S].
  repeat split; [now apply S | exact E | | |].
  - now apply (plain_update_range _ _ _ _ _ model).
  - now apply (by_sign_update_range _ _ _ _ _ model).
  - now apply (interpolation_update_range _ _ _ _ _ model).
Qed.
End Ieee.

Theorem bounded_weights_binary32 rnd : binary32 rnd -> bounded_in_format 24 128 rnd (/ 2 ^ 24) (/ 2 ^ 150).
Proof. intros I. rewrite !inverse_power. now apply (bounded_in_this_format 24 128). Qed.

Theorem bounded_weights_binary64 rnd : binary64 rnd -> bounded_in_format 53 1024 rnd (/ 2 ^ 53) (/ 2 ^ 1075).
Proof. intros I. rewrite !inverse_power. now apply (bounded_in_this_format 53 1024). Qed.
