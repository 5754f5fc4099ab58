(** Rounding errors carried through sums, products and roundings. *)

From Coq Require Import Reals Lra.
From Aimcert Require Import FloatModel.
Local Open Scope R_scope.

Definition near (x X a : R) : Prop := Rabs (x - X) <= a.

Lemma near_refl X : near X X 0.
Proof. unfold near. rewrite Rminus_diag_eq, Rabs_R0; lra. Qed.

Lemma near_size x X a M : near x X a -> Rabs X <= M -> Rabs x <= M + a.
Proof.
  unfold near; intros. replace x with (X + (x - X)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma near_weaken x X a b : near x X a -> a <= b -> near x X b.
Proof. unfold near; lra. Qed.

Lemma near_plus x X a y Y b : near x X a -> near y Y b -> near (x + y) (X + Y) (a + b).
Proof.
  unfold near; intros. replace (x + y - (X + Y)) with ((x - X) + (y - Y)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma near_opp x X a : near x X a -> near (- x) (- X) a.
Proof. unfold near. replace (- x - - X) with (- (x - X)) by ring. now rewrite Rabs_Ropp. Qed.

Lemma near_minus x X a y Y b : near x X a -> near y Y b -> near (x - y) (X - Y) (a + b).
Proof. intros; apply near_plus; [easy | now apply near_opp]. Qed.

Lemma near_trans x y z a b : near x y a -> near y z b -> near x z (a + b).
Proof.
  unfold near; intros. replace (x - z) with ((x - y) + (y - z)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.

Lemma near_mult x X a y Y b M N :
  near x X a -> near y Y b -> Rabs X <= M -> Rabs Y <= N -> near (x * y) (X * Y) (a * N + M * b + a * b).
Proof.
  unfold near; intros Hx Hy HX HY.
  replace (x * y - X * Y) with ((x - X) * Y + X * (y - Y) + (x - X) * (y - Y)) by ring.
  eapply Rle_trans; [apply Rabs_triang|]. apply Rplus_le_compat.
  - eapply Rle_trans; [apply Rabs_triang|]. rewrite !Rabs_mult.
    apply Rplus_le_compat; apply Rmult_le_compat; auto using Rabs_pos.
  - rewrite Rabs_mult. apply Rmult_le_compat; auto using Rabs_pos.
Qed.

Lemma near_scaled c y Y b : near y Y b -> near (c * y) (c * Y) (Rabs c * b).
Proof.
  unfold near; intros. rewrite <- Rmult_minus_distr_l, Rabs_mult. apply Rmult_le_compat_l; [apply Rabs_pos | easy].
Qed.

Section Rounding.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.

Lemma near_rounded x X a M :
  near x X a -> Rabs X <= M -> M + a <= omega -> near (rnd x) X (a + u * (M + a) + eta).
Proof.
  intros Hx HX Hr. pose proof (near_size x X a M Hx HX) as S. destruct (unit_is_small _ _ _ _ _ model) as [Hu _].
  pose proof (rounded_error _ _ _ _ _ model x ltac:(lra)) as E. apply near_weaken with (u * Rabs x + eta + a).
  - apply near_trans with x; easy.
  - assert (u * Rabs x <= u * (M + a)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma near_rounded_sum x y X a M :
  F x -> F y -> near (x + y) X a -> Rabs X <= M -> M + a <= omega -> near (rnd (x + y)) X (a + u * (M + a)).
Proof.
  intros Fx Fy Hx HX Hr. pose proof (near_size _ X a M Hx HX) as S. destruct (unit_is_small _ _ _ _ _ model) as [Hu _].
  pose proof (rounded_sum_error _ _ _ _ _ model x y Fx Fy ltac:(lra)) as E.
  apply near_weaken with (u * Rabs (x + y) + a).
  - apply near_trans with (x + y); easy.
  - assert (u * Rabs (x + y) <= u * (M + a)) by (apply Rmult_le_compat_l; lra). lra.
Qed.

Lemma rounded_in_range x X a M : near x X a -> Rabs X <= M -> M + a <= omega -> F (rnd x).
Proof. intros Hx HX ?. apply (rounded_is_float _ _ _ _ _ model). pose proof (near_size x X a M Hx HX). lra. Qed.

Lemma zero_is_float : F 0.
Proof.
  pose proof (small_in_range _ _ _ _ _ model). pose proof (one_is_float _ _ _ _ _ model) as F1.
  pose proof (rounded_sum_error _ _ _ _ _ model 1 (- 1) F1 (opp_is_float _ _ _ _ _ model _ F1)) as E.
  replace (1 + - 1) with 0 in E by ring. rewrite Rabs_R0, Rmult_0_r in E. specialize (E ltac:(lra)).
  replace 0 with (rnd 0).
  - apply (rounded_is_float _ _ _ _ _ model). rewrite Rabs_R0; lra.
  - apply Rminus_diag_uniq. rewrite Rminus_0_r in *. pose proof (Rabs_pos (rnd 0)).
    destruct (Req_dec (rnd 0) 0) as [->|N]; [ring|]. apply Rabs_pos_lt in N. lra.
Qed.

Lemma rounded_zero : rnd 0 = 0.
Proof.
  apply (rounded_float _ _ _ _ _ model); [exact zero_is_float|]. pose proof (small_in_range _ _ _ _ _ model).
  rewrite Rabs_R0; lra.
Qed.

Lemma times_u m : 0 <= m -> 0 <= u * m <= m / 1024.
Proof. destruct (unit_is_small _ _ _ _ _ model). split; nra. Qed.

Lemma times_eta m : 0 <= m -> 0 <= eta * m <= u * m.
Proof. destruct (eta_is_small _ _ _ _ _ model). split; nra. Qed.
End Rounding.

(** Facts for lra on the multiples of m by η and by powers of u. *)
Ltac with_orders model m Hm :=
  let rec by_u H n := lazymatch n with O => idtac | S ?k =>
    let H' := fresh "Hu" in pose proof (times_u _ _ _ _ _ model _ H) as H'; by_u (proj1 H') k end in
  let E := fresh "He" in
  pose proof (times_eta _ _ _ _ _ model _ Hm) as E;
  let E' := fresh "He" in pose proof (times_eta _ _ _ _ _ model _ (proj1 E)) as E';
  by_u Hm 4%nat; by_u (proj1 E) 3%nat; by_u (proj1 E') 2%nat.
