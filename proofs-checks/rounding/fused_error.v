(** Claim    an entry of a rank-one or dense update as the kernels compute it, with or without fused multiply-add,
             differs from U(w,d), d = -a δ x, by at most u |U| + u (1 + 32 u)(c_d |d| + c_dw |d w|/τ)
             and an underflow term
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), 1/τ >= 0 given (0 is digital training),
             a >= 0 for dense updates, 16 (1 + |w|)(1 + |a δ|)(1 + |x|)(1 + 1/τ) at most the largest finite number
    For      update_forms_agree *)

From Coq Require Import Reals Lra.
From Flocq Require Import Raux.
From Aimcert Require Import Device FloatModel Near Orders Constants update_error.
Local Open Scope R_scope.

Section Fused.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.

(** U(w,d) with 1/τ = i. *)
Definition scaled_update (i w d : R) : R := w + d - Rabs d * (w * i).

Section Entry.
Variables w x i c : R.
Hypotheses (Fw : F w) (Fx : F x) (Hi : 0 <= i).
Let A := Rabs w.
Let X := Rabs x.
Let C := Rabs c.
Hypothesis no_overflow : 16 * ((1 + A) * (1 + C) * (1 + X) * (1 + i)) <= omega.

(** What underflow is multiplied by. *)
Definition exposure := (1 + A) * (1 + C) + X * (1 + i * A).

Lemma signs : 0 <= A /\ 0 <= X /\ 0 <= C.
Proof. unfold A, X, C. auto using Rabs_pos. Qed.

Lemma sizes :
  0 <= X * (i * A) /\ 0 <= C * X /\ 0 <= C * (X * (i * A)) /\ 0 <= C * A /\ 0 <= X * i /\
  16 * (1 + A + X + C + X * i + C * X + C * A + X * (i * A) + C * (X * (i * A))) <= omega.
Proof.
  destruct signs as (A0 & X0 & C0).
  assert (IA : 0 <= i * A) by (now apply Rmult_le_pos). assert (XA : 0 <= X * A) by (now apply Rmult_le_pos).
  assert (CX : 0 <= C * X) by (now apply Rmult_le_pos). assert (CA : 0 <= C * A) by (now apply Rmult_le_pos).
  assert (XI : 0 <= X * i) by (now apply Rmult_le_pos). assert (CI : 0 <= C * i) by (now apply Rmult_le_pos).
  pose proof (Rmult_le_pos _ _ X0 IA). pose proof (Rmult_le_pos _ _ C0 IA). pose proof (Rmult_le_pos _ _ C0 XA).
  pose proof (Rmult_le_pos _ _ C0 XI). pose proof (Rmult_le_pos _ _ CX IA).
  repeat split; lra.
Qed.

Variable sigma : R.
Hypothesis size_of_sigma : Rabs sigma = 1.

Lemma size_of_saturation : Rabs (sigma * (X * i) * w) <= X * (i * A).
Proof.
  unfold A, X. rewrite !Rabs_mult, Rabs_Rabsolu, size_of_sigma, (Rabs_pos_eq i) by easy. lra.
Qed.

Lemma size_of_step : Rabs (x + sigma * (X * i) * w) <= X + X * (i * A).
Proof. pose proof size_of_saturation. pose proof (Rabs_triang x (sigma * (X * i) * w)). unfold X in *. lra. Qed.

Lemma saturation q : near q (sigma * (X * i)) (u * (X * i) + eta) ->
  near (q * w) (sigma * (X * i) * w) (u * (X * (i * A)) + eta * A).
Proof.
  intros N. apply (near_scaled w) in N. rewrite (Rmult_comm q), (Rmult_comm (sigma * _)). fold A in N.
  eapply near_weaken; [exact N|]. lra.
Qed.

Lemma step q : near q (sigma * (X * i)) (u * (X * i) + eta) ->
  F (rnd (x + rnd (q * w))) /\
  near (rnd (x + rnd (q * w))) (x + sigma * (X * i) * w) (u * X + 3 * u * (1 + 4 * u) * (X * (i * A)) + 2 * eta * (1 +
    A)).
Proof.
  intros N. apply saturation in N. destruct sizes as (S1 & _ & _ & _ & S2 & S3). destruct signs as (A0 & X0 & C0).
  destruct sizes as (_ & D0 & P0 & CA & _).
  pose proof size_of_saturation as B1. pose proof size_of_step as B2.
  with_orders model A A0. with_orders model X X0. with_orders model (X * (i * A)) S1. with_orders model 1 Rle_0_1.
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N B1 ltac:(lra)) as F1.
  apply (near_rounded _ _ _ _ _ model) with (M := X * (i * A)) in N; [|exact B1|lra].
  pose proof (near_plus _ _ _ _ _ _ (near_refl x) N) as N2.
  split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N2 B2); lra|].
  eapply near_weaken; [apply (near_rounded_sum _ _ _ _ _ model) with (3 := N2) (4 := B2); easy || lra|]. lra.
Qed.

Lemma step_fma q : near q (sigma * (X * i)) (u * (X * i) + eta) ->
  F (rnd (q * w + x)) /\
  near (rnd (q * w + x)) (x + sigma * (X * i) * w) (u * X + 2 * u * (1 + 4 * u) * (X * (i * A)) + 2 * eta * (1 + A)).
Proof.
  intros N. apply saturation in N. destruct sizes as (S1 & _ & _ & _ & S2 & S3). destruct signs as (A0 & X0 & C0).
  destruct sizes as (_ & D0 & P0 & CA & _). pose proof size_of_step as B2.
  with_orders model A A0. with_orders model X X0. with_orders model (X * (i * A)) S1. with_orders model 1 Rle_0_1.
  pose proof (near_plus _ _ _ _ _ _ N (near_refl x)) as N2. rewrite (Rplus_comm (sigma * (X * i) * w)) in N2.
  split; [apply (rounded_in_range _ _ _ _ _ model _ _ _ _ N2 B2); lra|].
  eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := N2) (2 := B2); lra|]. lra.
Qed.

(** The product of a rounded c and a step. *)
Lemma product cc s b :
  near cc c (u * C + eta) -> near s (x + sigma * (X * i) * w) b ->
  near (cc * s) (c * (x + sigma * (X * i) * w))
    (u * (C * X + C * (X * (i * A))) + eta * (X + X * (i * A)) + C * b + u * (C * b) + eta * b).
Proof.
  intros Nc Ns. eapply near_weaken.
  - apply (near_mult _ _ _ _ _ _ C (X + X * (i * A)) Nc Ns); [apply Rle_refl | exact size_of_step].
  - lra.
Qed.

Lemma size_of_product : Rabs (c * (x + sigma * (X * i) * w)) <= C * X + C * (X * (i * A)).
Proof.
  rewrite Rabs_mult. fold C. pose proof size_of_step. destruct signs as (A0 & X0 & C0).
  apply Rle_trans with (C * (X + X * (i * A))); [|lra]. now apply Rmult_le_compat_l.
Qed.

(** w - m with m = rnd p, then with the product in the same rounding. *)
Lemma entry p G :
  0 <= G <= 8 * (C * X + C * (X * (i * A))) ->
  near p (c * (x + sigma * (X * i) * w)) (u * (1 + 10 * u) * G + eta * (21 / 10 * exposure - 1)) ->
  near (rnd (w - rnd p)) (w - c * (x + sigma * (X * i) * w))
    (u * Rabs (w - c * (x + sigma * (X * i) * w))
     + u * (1 + second_order * u) * (G + C * X + C * (X * (i * A))) + underflow * eta * exposure).
Proof.
  intros HG N. destruct sizes as (S1 & D0 & P0 & CA & S2 & S3). destruct signs as (A0 & X0 & C0).
  pose proof size_of_product as B. set (Z := c * (x + sigma * (X * i) * w)) in *.
  set (M := C * X + C * (X * (i * A))) in *. assert (M0 : 0 <= M) by (unfold M; lra).
  set (H := exposure) in *. assert (H0 : 1 <= H <= omega / 16) by (unfold H, exposure; lra).
  assert (H1 : 0 <= H) by lra. assert (MM : M <= omega / 16) by (unfold M; lra).
  with_orders model G (proj1 HG). with_orders model M M0. with_orders model H H1. with_orders model 1 Rle_0_1.
  pose proof (rounded_in_range _ _ _ _ _ model _ _ _ _ N B ltac:(lra)) as Fm.
  apply (near_rounded _ _ _ _ _ model) with (2 := B) in N; [|lra].
  assert (HW : Rabs (w - Z) <= A + M).
  { unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. fold A. lra. }
  replace (G + C * X + C * (X * (i * A))) with (G + M) by (unfold M; ring).
  apply (last_sum _ _ _ _ _ model); try lra; [easy|now apply (opp_is_float _ _ _ _ _ model)|].
  eapply near_weaken; [exact (near_minus _ _ _ _ _ _ (near_refl w) N)|]. lra.
Qed.

Lemma entry_fma cc s G :
  0 <= G <= 8 * (C * X + C * (X * (i * A))) ->
  near (cc * s) (c * (x + sigma * (X * i) * w)) (u * (1 + 10 * u) * G + eta * (21 / 10 * exposure - 1)) ->
  near (rnd (- cc * s + w)) (w - c * (x + sigma * (X * i) * w))
    (u * Rabs (w - c * (x + sigma * (X * i) * w))
     + u * (1 + second_order * u) * G + underflow * eta * exposure).
Proof.
  intros HG N. destruct sizes as (S1 & D0 & P0 & CA & S2 & S3). destruct signs as (A0 & X0 & C0).
  pose proof size_of_product as B. set (Z := c * (x + sigma * (X * i) * w)) in *.
  set (M := C * X + C * (X * (i * A))) in *. assert (M0 : 0 <= M) by (unfold M; lra).
  set (H := exposure) in *. assert (H0 : 1 <= H <= omega / 16) by (unfold H, exposure; lra).
  assert (H1 : 0 <= H) by lra. assert (MM : M <= omega / 16) by (unfold M; lra).
  with_orders model G (proj1 HG). with_orders model H H1. with_orders model 1 Rle_0_1.
  assert (HW : Rabs (w - Z) <= A + M).
  { unfold Rminus. eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_Ropp. fold A. lra. }
  pose proof (Rabs_pos (w - Z)) as Y0. with_orders model (Rabs (w - Z)) Y0.
  replace (- cc * s + w) with (w - cc * s) by ring. eapply near_weaken.
  - apply (near_rounded _ _ _ _ _ model) with (M := Rabs (w - Z)) (1 := near_minus _ _ _ _ _ _ (near_refl w) N); lra.
  - unfold second_order, underflow. lra.
Qed.
End Entry.

(** U = w - c (x + σ (|x| i) w) where σ is the sign of c. *)
Lemma scaled_update_of_sign w x i c sigma :
  c * sigma = Rabs c -> scaled_update i w (- (c * x)) = w - c * (x + sigma * (Rabs x * i) * w).
Proof.
  intros E. unfold scaled_update. rewrite Rabs_Ropp, Rabs_mult, <- E. ring.
Qed.

Section RankOne.
Variables w delta x a i : R.
Hypotheses (Fw : F w) (Fx : F x) (Hi : 0 <= i).
Let c := a * delta.
Hypothesis no_overflow : 16 * ((1 + Rabs w) * (1 + Rabs c) * (1 + Rabs x) * (1 + i)) <= omega.
Let U := scaled_update i w (- (c * x)).
Let d := Rabs (c * x).

Lemma factor : near (rnd c) c (u * Rabs c + eta).
Proof.
  destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w). pose proof (Rabs_pos x). pose proof (Rabs_pos c).
  eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := near_refl _) (M := Rabs c)|]; lra.
Qed.

Lemma size_of_sign sigma : sigma = 1 \/ sigma = -1 -> Rabs sigma = 1.
Proof. intros [-> | ->]; [apply Rabs_R1 | rewrite Rabs_left; lra]. Qed.

Lemma rounded_saturation sigma :
  sigma = 1 \/ sigma = -1 -> near (sigma * rnd (Rabs x * i)) (sigma * (Rabs x * i)) (u * (Rabs x * i) + eta).
Proof.
  intros Hs. destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w). pose proof (Rabs_pos x). pose proof (Rabs_pos c).
  assert (E : Rabs (Rabs x * i) <= Rabs x * i) by (rewrite Rabs_pos_eq; lra).
  pose proof (near_rounded _ _ _ _ _ model _ _ _ _ (near_refl (Rabs x * i)) E ltac:(lra)) as N.
  apply (near_scaled sigma) in N. eapply near_weaken; [exact N|].
  rewrite (size_of_sign sigma Hs). lra.
Qed.

Definition sign_of_factor : R := if Rlt_dec (rnd c) 0 then -1 else 1.

Lemma signed_saturation_is :
  signed_saturation rnd delta x a i = sign_of_factor * rnd (Rabs x * i).
Proof. unfold signed_saturation, sign_of_factor. fold c. destruct (Rlt_dec (rnd c) 0); ring. Qed.

Lemma sign_of_factor_is_sign : rnd c <> 0 -> c * sign_of_factor = Rabs c.
Proof.
  destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w). pose proof (Rabs_pos x). pose proof (Rabs_pos c).
  pose proof (small_in_range _ _ _ _ _ model).
  assert (Rc : Rabs c <= omega) by lra. assert (R0 : Rabs 0 <= omega) by (rewrite Rabs_R0; lra).
  intros N. unfold sign_of_factor. pose proof (rounded_zero _ _ _ _ _ model) as E0.
  destruct (Rlt_dec (rnd c) 0) as [L|G]; destruct (Rle_lt_dec 0 c) as [P|Q].
  - pose proof (rounded_le _ _ _ _ _ model 0 c R0 Rc P). lra.
  - rewrite Rabs_left by easy. ring.
  - rewrite Rabs_pos_eq by easy. ring.
  - pose proof (rounded_le _ _ _ _ _ model c 0 Rc R0 ltac:(lra)). lra.
Qed.

Lemma factor_lost : rnd c = 0 -> forall E, 0 <= E -> near w U (E + underflow * eta * exposure w x i c).
Proof.
  intros Z E HE. destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos c) as C0.
  pose proof factor as N. rewrite Z in N. unfold near in N. rewrite Rminus_0_l, Rabs_Ropp in N.
  assert (Hc : Rabs c <= 2 * eta) by (with_orders model (Rabs c) C0; lra).
  set (sigma := if Rlt_dec c 0 then -1 else 1).
  assert (Ss : Rabs sigma = 1) by (apply size_of_sign; unfold sigma; destruct (Rlt_dec c 0); auto).
  assert (Es : c * sigma = Rabs c)
    by (unfold sigma; destruct (Rlt_dec c 0); [rewrite Rabs_left by easy | rewrite Rabs_pos_eq by lra]; ring).
  unfold U, near. rewrite (scaled_update_of_sign w x i c sigma Es).
  match goal with |- Rabs (w - (w - ?z)) <= _ => replace (w - (w - z)) with z by ring end.
  pose proof (size_of_step w x i Hi sigma Ss) as B. rewrite Rabs_mult.
  apply Rle_trans with (2 * eta * (Rabs x + Rabs x * (i * Rabs w))).
  - apply Rmult_le_compat; auto using Rabs_pos.
  - unfold underflow, exposure. with_orders model 1 Rle_0_1.
    with_orders model (Rabs w) A0. with_orders model (Rabs x) X0. with_orders model (Rabs x * (i * Rabs w)) S1.
    with_orders model (Rabs c) C0. with_orders model (Rabs c * Rabs w) CA. lra.
Qed.

Lemma size_of_d : Rabs c * Rabs x = d /\ Rabs c * (Rabs x * (i * Rabs w)) = d * (Rabs w * i).
Proof. unfold d. rewrite Rabs_mult. split; ring. Qed.

Theorem rank_one_entry_error :
  near (rank_one_entry rnd w delta x a i) U
    (u * Rabs U + u * (1 + second_order * u) * rank_one_entry_roundings (Rabs w) d (d * (Rabs w * i))
     + underflow * eta * exposure w x i c).
Proof.
  destruct size_of_d as [ED EP]. destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos c) as C0.
  unfold rank_one_entry. fold c. rewrite signed_saturation_is. unfold rank_one_entry_roundings. rewrite <- EP, <- ED.
  with_orders model (Rabs c * Rabs x) D0. with_orders model (Rabs c * (Rabs x * (i * Rabs w))) P0.
  destruct (Req_dec (rnd c) 0) as [Z|N].
  - rewrite Z, Rmult_0_l, !(rounded_zero _ _ _ _ _ model), Rminus_0_r, (rounded_float _ _ _ _ _ model w) by (easy ||
      lra).
    apply (factor_lost Z). unfold second_order. pose proof (Rabs_pos U) as U0. with_orders model (Rabs U) U0. lra.
  - apply sign_of_factor_is_sign in N. set (sigma := sign_of_factor) in *.
    assert (Hs : sigma = 1 \/ sigma = -1) by (unfold sigma, sign_of_factor; destruct (Rlt_dec (rnd c) 0); auto).
    pose proof (size_of_sign sigma Hs) as Ss.
    unfold U. rewrite (scaled_update_of_sign w x i c sigma N).
    destruct (step w x i c Fx Hi no_overflow sigma Ss _ (rounded_saturation sigma Hs)) as [_ Ns].
    with_orders model (Rabs w) A0. with_orders model (Rabs x) X0. with_orders model (Rabs x * (i * Rabs w)) S1.
    pose proof (product w x i c Hi sigma Ss _ _ _ factor Ns) as Np.
    eapply near_weaken.
    + apply (entry w x i c Fw Hi no_overflow sigma Ss _ (2 * (Rabs c * Rabs x) + 4 *
        (Rabs c * (Rabs x * (i * Rabs w)))));
        [lra|]. eapply near_weaken; [exact Np|].
      unfold exposure. with_orders model (Rabs c) C0. with_orders model (Rabs c * Rabs w) CA.
      with_orders model 1 Rle_0_1. lra.
    + lra.
Qed.
Theorem rank_one_entry_fma_error :
  near (rank_one_entry_fma rnd w delta x a i) U
    (u * Rabs U + u * (1 + second_order * u) * rank_one_entry_fma_roundings (Rabs w) d (d * (Rabs w * i))
     + underflow * eta * exposure w x i c).
Proof.
  destruct size_of_d as [ED EP]. destruct (sizes w x i c Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos x) as X0. pose proof (Rabs_pos c) as C0.
  unfold rank_one_entry_fma. fold c. rewrite signed_saturation_is. unfold rank_one_entry_fma_roundings.
  rewrite <- EP, <- ED.
  with_orders model (Rabs c * Rabs x) D0. with_orders model (Rabs c * (Rabs x * (i * Rabs w))) P0.
  destruct (Req_dec (rnd c) 0) as [Z|N].
  - rewrite Z, Ropp_0, Rmult_0_l, Rplus_0_l, (rounded_float _ _ _ _ _ model w) by (easy || lra).
    apply (factor_lost Z). unfold second_order. pose proof (Rabs_pos U) as U0. with_orders model (Rabs U) U0. lra.
  - apply sign_of_factor_is_sign in N. set (sigma := sign_of_factor) in *.
    assert (Hs : sigma = 1 \/ sigma = -1) by (unfold sigma, sign_of_factor; destruct (Rlt_dec (rnd c) 0); auto).
    pose proof (size_of_sign sigma Hs) as Ss.
    unfold U. rewrite (scaled_update_of_sign w x i c sigma N).
    destruct (step_fma w x i c Hi no_overflow sigma Ss _ (rounded_saturation sigma Hs)) as [_ Ns].
    with_orders model (Rabs w) A0. with_orders model (Rabs x) X0. with_orders model (Rabs x * (i * Rabs w)) S1.
    pose proof (product w x i c Hi sigma Ss _ _ _ factor Ns) as Np.
    eapply near_weaken.
    + apply (entry_fma w x i c Hi no_overflow sigma Ss _ _ (2 * (Rabs c * Rabs x) + 3 *
        (Rabs c * (Rabs x * (i * Rabs w)))));
        [lra|]. eapply near_weaken; [exact Np|].
      unfold exposure. with_orders model (Rabs c) C0. with_orders model (Rabs c * Rabs w) CA.
      with_orders model 1 Rle_0_1. lra.
    + lra.
Qed.
End RankOne.

Section Dense.
Variables w g a i : R.
Hypotheses (Fw : F w) (Fg : F g) (Hi : 0 <= i) (Ha : 0 <= a).
Hypothesis no_overflow : 16 * ((1 + Rabs w) * (1 + Rabs a) * (1 + Rabs g) * (1 + i)) <= omega.
Let U := scaled_update i w (- (a * g)).
Let d := Rabs (a * g).

Lemma magnitude : near (rnd (Rabs g * i)) (1 * (Rabs g * i)) (u * (Rabs g * i) + eta).
Proof.
  destruct (sizes w g i a Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w). pose proof (Rabs_pos g). pose proof (Rabs_pos a). rewrite Rmult_1_l.
  eapply near_weaken; [apply (near_rounded _ _ _ _ _ model) with (1 := near_refl _) (M := Rabs g * i)|];
    [rewrite Rabs_pos_eq| |]; lra.
Qed.

Lemma unsigned : scaled_update i w (- (a * g)) = w - a * (g + 1 * (Rabs g * i) * w).
Proof. apply scaled_update_of_sign. rewrite Rabs_pos_eq by easy. ring. Qed.

Theorem dense_entry_error :
  near (dense_entry rnd w g a i) U
    (u * Rabs U + u * (1 + second_order * u) * dense_entry_roundings (Rabs w) d (d * (Rabs w * i))
     + underflow * eta * exposure w g i a).
Proof.
  destruct (sizes w g i a Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos g) as X0. pose proof (Rabs_pos a) as C0.
  unfold dense_entry, dense_entry_roundings, U. rewrite unsigned.
  replace (d * (Rabs w * i)) with (Rabs a * (Rabs g * (i * Rabs w))) by (unfold d; rewrite Rabs_mult; ring).
  replace d with (Rabs a * Rabs g) by (unfold d; now rewrite Rabs_mult).
  with_orders model (Rabs a * Rabs g) D0. with_orders model (Rabs a * (Rabs g * (i * Rabs w))) P0.
  destruct (step w g i a Fg Hi no_overflow 1 Rabs_R1 _ magnitude) as [_ Ns].
  apply (near_scaled a) in Ns. eapply near_weaken.
  - apply (entry w g i a Fw Hi no_overflow 1 Rabs_R1 _ (1 * (Rabs a * Rabs g) + 3 *
      (Rabs a * (Rabs g * (i * Rabs w)))));
      [lra|]. eapply near_weaken; [exact Ns|].
    unfold exposure. with_orders model (Rabs a) C0. with_orders model (Rabs a * Rabs w) CA. with_orders model 1 Rle_0_1.
    with_orders model (Rabs w) A0. with_orders model (Rabs g) X0. with_orders model (Rabs g * (i * Rabs w)) S1. lra.
  - lra.
Qed.

Theorem dense_entry_fma_error :
  near (dense_entry_fma rnd w g a i) U
    (u * Rabs U + u * (1 + second_order * u) * dense_entry_fma_roundings (Rabs w) d (d * (Rabs w * i))
     + underflow * eta * exposure w g i a).
Proof.
  destruct (sizes w g i a Hi no_overflow) as (S1 & D0 & P0 & CA & S2 & S3).
  pose proof (Rabs_pos w) as A0. pose proof (Rabs_pos g) as X0. pose proof (Rabs_pos a) as C0.
  unfold dense_entry_fma, dense_entry_fma_roundings, U. rewrite unsigned.
  replace (d * (Rabs w * i)) with (Rabs a * (Rabs g * (i * Rabs w))) by (unfold d; rewrite Rabs_mult; ring).
  replace d with (Rabs a * Rabs g) by (unfold d; now rewrite Rabs_mult).
  with_orders model (Rabs a * Rabs g) D0. with_orders model (Rabs a * (Rabs g * (i * Rabs w))) P0.
  destruct (step_fma w g i a Hi no_overflow 1 Rabs_R1 _ magnitude) as [_ Ns].
  apply (near_scaled a) in Ns. eapply near_weaken.
  - apply (entry_fma w g i a Hi no_overflow 1 Rabs_R1 _ _ (1 * (Rabs a * Rabs g) + 2 *
      (Rabs a * (Rabs g * (i * Rabs w)))));
      [lra|]. eapply near_weaken; [exact Ns|].
    unfold exposure. with_orders model (Rabs a) C0. with_orders model (Rabs a * Rabs w) CA. with_orders model 1 Rle_0_1.
    with_orders model (Rabs w) A0. with_orders model (Rabs g) X0. with_orders model (Rabs g * (i * Rabs w)) S1. lra.
  - lra.
Qed.
End Dense.
End Fused.
