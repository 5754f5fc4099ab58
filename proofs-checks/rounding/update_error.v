(** Claim    computed - U(w,d) is at most u |U| + u (1 + 32 u)(c_w |w| + c_d |d| + c_dw |d w|/τ) and an underflow term,
             with the whole numbers c of constants.json, one set an order of evaluation
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), τ > 0, |w| <= 2τ, |d| <= τ,
             16 (1 + τ) at most the largest finite number (no overflow)
    For      update_forms_agree *)

From Coq Require Import Reals Lra.
From Aimcert Require Import Device FloatModel Near Orders Constants.
Local Open Scope R_scope.

Section Update.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.

(** The last rounding: of a sum z of two floats whose distance from U is known. *)
Lemma last_sum x y U C H :
  F x -> F y -> Rabs U <= omega / 2 -> C + H <= omega -> 0 <= C -> 0 <= H ->
  near (x + y) U (u * (1 + 16 * u) * C + 2 * eta * H) ->
  near (rnd (x + y)) U (u * Rabs U + u * (1 + second_order * u) * C + underflow * eta * H).
Proof.
  intros Fx Fy HU S HC HH N. unfold second_order, underflow.
  pose proof (small_in_range _ _ _ _ _ model).
  with_orders model C HC. with_orders model H HH.
  eapply near_weaken.
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
End AldUpdate.
End Update.
