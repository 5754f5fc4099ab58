(** Claim    after k updates with one-step errors e_j the computed weight is within Σ_j e_j Π_{i>j} (1 - |d_i|/τ) of the
             exact one: roundings do not grow. From the bound: k (7 u (1 + 32 u) τ + underflow); plain order:
             τ ((1 + c)^k - 1), c = 5 u (1 + 32 u) + underflow/τ
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), τ > 0, |w_0| <= τ, |d_j| <= τ,
             16 (1 + τ) at most the largest finite number; plain order: (1 + c)^k <= 2
    For      bounded_iterates *)

From Coq Require Import Reals Lra Lia.
From Flocq Require Import Raux.
From Aimcert Require Import Sums Device bounded_weights FloatModel Near Orders Constants update_error
  bounded_weights_rounded.
Local Open Scope R_scope.

Section Run.
Variable tau : R.
Hypothesis Ht : 0 < tau.
Variable d : nat -> R.
Hypothesis Hd : forall k, Rabs (d k) <= tau.

(** Weights after k updates, each done by `step w d`. *)
Fixpoint run (step : R -> R -> R) (w0 : R) (k : nat) : R :=
  match k with O => w0 | S j => step (run step w0 j) (d j) end.
Let exact := run (ald_update tau).

(** Weight that an update lets through: |U(v,d) - U(w,d)| = (1 - |d|/τ)|v - w|. *)
Definition kept (k : nat) : R := 1 - Rabs (d k) / tau.

Lemma kept_is_a_share k : 0 <= kept k <= 1.
Proof.
  unfold kept. pose proof (Hd k). pose proof (Rabs_pos (d k)).
  assert (0 <= Rabs (d k) / tau) by (apply Rmult_le_pos; [easy | left; now apply Rinv_0_lt_compat]).
  assert (Rabs (d k) / tau <= 1) by (apply (Rmult_le_reg_r tau); [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l;
    lra). lra.
Qed.

Lemma update_difference v w k :
  Rabs (ald_update tau v (d k) - ald_update tau w (d k)) = kept k * Rabs (v - w).
Proof.
  pose proof (kept_is_a_share k) as [K _].
  replace (ald_update tau v (d k) - ald_update tau w (d k)) with (kept k * (v - w)).
  - now rewrite Rabs_mult, (Rabs_pos_eq (kept k)).
  - unfold kept, ald_update. field. lra.
Qed.

Theorem accumulated_rounding (v e : nat -> R) w0 :
  v O = w0 -> (forall k, Rabs (v (S k) - ald_update tau (v k) (d k)) <= e k) ->
  forall k, Rabs (v k - exact w0 k) <= sum_of k (fun j => e j * product_range (S j) k kept).
Proof.
  intros H0 He. induction k as [|k IH].
  - simpl. rewrite H0, Rminus_diag_eq, Rabs_R0 by easy. lra.
  - cbn [sum_of]. rewrite product_range_nil, Rmult_1_r.
    rewrite (sum_of_ext k _ (fun j => kept k * (e j * product_range (S j) k kept))).
    + rewrite sum_of_scal. change (exact w0 (S k)) with (ald_update tau (exact w0 k) (d k)).
      replace (v (S k) - ald_update tau (exact w0 k) (d k)) with
        ((ald_update tau (v k) (d k) - ald_update tau (exact w0 k) (d k)) + (v (S k) - ald_update tau (v k) (d k))) by
          ring.
      eapply Rle_trans; [apply Rabs_triang|]. rewrite update_difference. pose proof (He k).
      apply Rplus_le_compat; [|easy]. apply Rmult_le_compat_l; [apply kept_is_a_share | exact IH].
    + intros j Hj. rewrite product_range_S by lia. ring.
Qed.

Lemma errors_add_up (v : nat -> R) e w0 :
  0 <= e -> v O = w0 -> (forall k, Rabs (v (S k) - ald_update tau (v k) (d k)) <= e) ->
  forall k, Rabs (v k - exact w0 k) <= INR k * e.
Proof.
  intros E0 H0 He k. eapply Rle_trans; [now apply (accumulated_rounding v (fun _ => e))|].
  rewrite <- sum_of_const. apply sum_of_le; intros j _. rewrite <- (Rmult_1_r e) at 2. apply Rmult_le_compat_l; [easy|].
  unfold product_range. induction (k - S j)%nat as [|n IH]; cbn [product_of]; [lra|].
  pose proof (kept_is_a_share (S j + n)). apply Rle_trans with (1 * 1); [|lra]. apply Rmult_le_compat; try lra.
  apply product_of_nonneg; intros; apply kept_is_a_share.
Qed.

(** U maps every interval [-m, m] with m >= τ into itself. *)
Lemma update_at_most m w k : tau <= m -> Rabs w <= m -> Rabs (ald_update tau w (d k)) <= m.
Proof.
  intros Hm Hw. pose proof (kept_is_a_share k) as K.
  replace (ald_update tau w (d k)) with (kept k * w + d k) by (unfold kept, ald_update; field; lra).
  eapply Rle_trans; [apply Rabs_triang|]. rewrite Rabs_mult, (Rabs_pos_eq (kept k)) by easy.
  assert (E : Rabs (d k) = (1 - kept k) * tau) by (unfold kept; field; lra). rewrite E. nra.
Qed.

Lemma errors_grow (v : nat -> R) c w0 n :
  0 <= c -> Rabs w0 <= tau -> v O = w0 ->
  (forall k, (k < n)%nat -> Rabs (v k) <= (1 + c) ^ k * tau ->
     Rabs (v (S k) - ald_update tau (v k) (d k)) <= c * Rmax tau (Rabs (v k))) ->
  forall k, (k <= n)%nat -> Rabs (v k - exact w0 k) <= tau * ((1 + c) ^ k - 1) /\ Rabs (v k) <= (1 + c) ^ k * tau.
Proof.
  intros C0 Hw H0 He. induction k as [|k IH]; intros Hk.
  - simpl. rewrite H0, Rminus_diag_eq, Rabs_R0 by easy. lra.
  - destruct IH as [IH Hv]; [lia|]. specialize (He k ltac:(lia) Hv).
    assert (G : 1 <= (1 + c) ^ k) by (apply pow_R1_Rle; lra). cbn [pow]. set (g := (1 + c) ^ k) in *.
    assert (M : Rmax tau (Rabs (v k)) <= g * tau) by (apply Rmax_lub; nra).
    assert (E : c * Rmax tau (Rabs (v k)) <= c * (g * tau)) by (now apply Rmult_le_compat_l).
    pose proof (kept_is_a_share k) as K. pose proof (update_difference (v k) (exact w0 k) k) as D.
    pose proof (Rabs_pos (v k - exact w0 k)). assert (D' : kept k * Rabs (v k - exact w0 k) <= Rabs (v k - exact w0
      k)) by nra.
    pose proof (update_at_most (g * tau) (v k) k ltac:(nra) ltac:(lra)) as B.
    change (exact w0 (S k)) with (ald_update tau (exact w0 k) (d k)). set (U := ald_update tau (v k) (d k)) in *. split.
    + replace (v (S k) - ald_update tau (exact w0 k) (d k)) with ((U - ald_update tau (exact w0 k) (d k)) + (v (S k) -
        U)) by ring.
      eapply Rle_trans; [apply Rabs_triang|]. lra.
    + replace (v (S k)) with (U + (v (S k) - U)) by ring. eapply Rle_trans; [apply Rabs_triang|]. lra.
Qed.
End Run.

Section Rounded.
Variables (u eta omega : R) (F : R -> Prop) (rnd : R -> R).
Hypothesis model : rounding u eta omega F rnd.
Variables (tau : R) (d : nat -> R) (w0 : R).
Hypotheses (Ft : F tau) (Fd : forall k, F (d k)) (Fw0 : F w0) (Ht : 0 < tau) (no_overflow : 16 * (1 + tau) <= omega).
Hypotheses (Hd : forall k, Rabs (d k) <= tau) (Hw0 : Rabs w0 <= tau).

Theorem accumulated_rounding_from_bound : F (2 * tau) -> forall k,
  Rabs (run d (from_bound_update rnd tau) w0 k - run d (ald_update tau) w0 k) <=
  INR k * (from_bound_update_factor * u * (1 + second_order * u) * tau + underflow * eta * (1 + tau)).
Proof.
  intros F2. destruct (unit_is_small _ _ _ _ _ model). destruct (eta_is_small _ _ _ _ _ model).
  assert (Stays : forall k, F (run d (from_bound_update rnd tau) w0 k) /\ Rabs (run d (from_bound_update rnd tau) w0
    k) <= tau).
  { induction k as [|k [Fk Rk]]; [easy|]. split.
    - now apply (from_bound_update_error _ _ _ _ _ model); try lra.
    - now apply (from_bound_update_range _ _ _ _ _ model). }
  apply errors_add_up; try easy.
  - unfold from_bound_update_factor, second_order, underflow. apply Rplus_le_le_0_compat; repeat apply Rmult_le_pos;
      lra.
  - intros k. destruct (Stays k) as [Fk Rk]. apply (from_bound_update_error _ _ _ _ _ model); easy || lra.
Qed.

(** One step of the plain order from a weight that may have left the range. *)
Definition plain_growth : R := plain_update_factor * u * (1 + second_order * u) + underflow * eta * (1 + tau) / tau.

Lemma plain_step w k :
  F w -> Rabs w <= 2 * tau ->
  F (plain_update rnd tau w (d k)) /\
  Rabs (plain_update rnd tau w (d k) - ald_update tau w (d k)) <= plain_growth * Rmax tau (Rabs w).
Proof.
  intros Fw Hw. destruct (plain_update_error _ _ _ _ _ model tau w (d k) Fw (Fd k) Ht Hw (Hd k) no_overflow) as [Fy N].
  split; [exact Fy|]. eapply Rle_trans; [exact N|]. unfold plain_update_roundings.
  destruct (unit_is_small _ _ _ _ _ model) as [U0 _]. destruct (eta_is_small _ _ _ _ _ model) as [E0 _].
  pose proof (Rmax_l tau (Rabs w)) as M1. pose proof (Rmax_r tau (Rabs w)) as M2. set (m := Rmax tau (Rabs w)) in *.
  pose proof (update_at_most tau Ht d Hd m w k M1 M2) as S. pose proof (Hd k) as Dk. pose proof (Rabs_pos (d k)).
  assert (P : Rabs (d k) * Rabs (w / tau) <= m).
  { unfold Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
    apply Rle_trans with (tau * (m * / tau)); [|right; field; lra]. pose proof (Rinv_0_lt_compat tau Ht).
    pose proof (Rabs_pos w). repeat apply Rmult_le_compat; try apply Rmult_le_pos; lra. }
  assert (K : 0 <= u * (1 + second_order * u)) by (unfold second_order; apply Rmult_le_pos; lra).
  assert (A1 : u * Rabs (ald_update tau w (d k)) <= u * (1 + second_order * u) * m).
  { apply Rmult_le_compat; try lra; [apply Rabs_pos|]. assert (0 <= u * (second_order * u)) by (unfold second_order;
      repeat apply Rmult_le_pos; lra). lra. }
  assert (A2 : u * (1 + second_order * u) * (1 * Rabs w + 1 * Rabs (d k) + 2 * (Rabs (d k) * Rabs (w / tau))) <=
               u * (1 + second_order * u) * (4 * m)) by (apply Rmult_le_compat_l; lra).
  assert (Q : 0 <= underflow * eta) by (unfold underflow; lra).
  assert (A3 : underflow * eta * (1 + Rabs (d k)) <= underflow * eta * (1 + tau) / tau * m).
  { apply Rle_trans with (underflow * eta * (1 + tau)); [apply Rmult_le_compat_l; lra|].
    replace (underflow * eta * (1 + tau)) with (underflow * eta * (1 + tau) / tau * tau) at 1 by (field; lra).
    apply Rmult_le_compat_l; [|easy]. pose proof (Rinv_0_lt_compat tau Ht). unfold Rdiv.
    repeat apply Rmult_le_pos; lra. }
  unfold plain_growth, plain_update_factor. lra.
Qed.

Theorem accumulated_rounding_plain n : (1 + plain_growth) ^ n <= 2 -> forall k, (k <= n)%nat ->
  Rabs (run d (plain_update rnd tau) w0 k - run d (ald_update tau) w0 k) <= tau * ((1 + plain_growth) ^ k - 1).
Proof.
  intros Hn. assert (G0 : 0 <= plain_growth).
  { unfold plain_growth, plain_update_factor, second_order, underflow. destruct (unit_is_small _ _ _ _ _ model).
    destruct (eta_is_small _ _ _ _ _ model). pose proof (Rinv_0_lt_compat tau Ht). unfold Rdiv.
    apply Rplus_le_le_0_compat; repeat apply Rmult_le_pos; lra. }
  assert (Grow : forall k, (k <= n)%nat -> 1 <= (1 + plain_growth) ^ k <= 2).
  { intros k Hk. split; [apply pow_R1_Rle; lra|]. eapply Rle_trans; [|exact Hn]. apply Rle_pow; [lra | easy]. }
  assert (All : forall k, (k <= n)%nat -> F (run d (plain_update rnd tau) w0 k) /\
    Rabs (run d (plain_update rnd tau) w0 k - run d (ald_update tau) w0 k) <= tau * ((1 + plain_growth) ^ k - 1)).
  { induction k as [k IH] using lt_wf_ind. intros Hk. split.
    - destruct k as [|k]; [exact Fw0|]. destruct (IH k ltac:(lia) ltac:(lia)) as [Fk Nk]. apply plain_step; [exact Fk|].
      destruct (Grow k ltac:(lia)) as [G1 G2]. eapply Rle_trans; [apply (near_size _ _ _ tau Nk)|nra].
      clear -Ht Hd Hw0. induction k as [|k IH]; [easy|]. apply (update_at_most tau Ht d Hd tau _ k (Rle_refl _) IH).
    - refine (proj1 (errors_grow tau Ht d Hd (run d (plain_update rnd tau) w0) plain_growth w0 k G0 Hw0 eq_refl _ k
        (le_n k))).
      intros j Hj Rj. destruct (IH j Hj ltac:(lia)) as [Fj _]. apply plain_step; [exact Fj|].
      eapply Rle_trans; [exact Rj|]. destruct (Grow j ltac:(lia)). apply Rmult_le_compat_r; lra. }
  intros k Hk. now apply All.
Qed.
End Rounded.
