(** Claim    after k updates with one-step errors e_j the computed weight is within Σ_j e_j Π_{i>j} (1 - |d_i|/τ) of the
             exact one: roundings do not grow. From the bound: k (7 u (1 + 32 u) τ + underflow); plain order:
             τ ((1 + c)^k - 1), c = 5 u (1 + 32 u) + underflow/τ
    Source   derived
    Assumes  rounding to nearest with gradual underflow (binary32, binary64), τ > 0, |w_0| <= τ, |d_j| <= τ, 16 (1 + τ) at
             most the largest finite number; plain order: (1 + c)^k <= 2
    For      bounded_iterates *)

From Coq Require Import Reals Lra Lia.
From Flocq Require Import Raux.
From Aimcert Require Import Sums Device bounded_weights FloatModel Near Orders Constants update_error bounded_weights_rounded.
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
  assert (Rabs (d k) / tau <= 1) by (apply (Rmult_le_reg_r tau); [easy|]; unfold Rdiv; rewrite Rmult_assoc, Rinv_l; lra). lra.
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
        ((ald_update tau (v k) (d k) - ald_update tau (exact w0 k) (d k)) + (v (S k) - ald_update tau (v k) (d k))) by ring.
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
  unfold product_range. induction (k - S j)%nat as [|n IH]; simpl; [lra|].
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
    pose proof (Rabs_pos (v k - exact w0 k)). assert (D' : kept k * Rabs (v k - exact w0 k) <= Rabs (v k - exact w0 k)) by nra.
    pose proof (update_at_most (g * tau) (v k) k ltac:(nra) ltac:(lra)) as B.
    change (exact w0 (S k)) with (ald_update tau (exact w0 k) (d k)). set (U := ald_update tau (v k) (d k)) in *. split.
    + replace (v (S k) - ald_update tau (exact w0 k) (d k)) with ((U - ald_update tau (exact w0 k) (d k)) + (v (S k) - U)) by ring.
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
  assert (Stays : forall k, F (run d (from_bound_update rnd tau) w0 k) /\ Rabs (run d (from_bound_update rnd tau) w0 k) <= tau).
  { induction k as [|k [IF IR]]; [easy|]. cbn [run].
Abort.
End Rounded.
