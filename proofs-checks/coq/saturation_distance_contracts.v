(** Claim    1 - |U(w,d)|/τ >= (1 - |w|/τ)(1 - |d|/τ); after k updates with |d_i| <= ρ τ,
             1 - |w_k|/τ >= (1 - |w_0|/τ)(1-ρ)^k
    Source   sharpens AP Lemma 8
    Assumes  asymmetric linear device with w0 = 0: U(w,d) = w + d - |d| w/τ, τ > 0, |w| <= τ, |d| <= τ;
             for k updates ρ <= 1 *)

From Coq Require Import Reals Lra Psatz.
From Aimcert Require Import Device bounded_weights.
Local Open Scope R_scope.

(** In units of τ: u = w/τ, t = d/τ. *)
Lemma contracting_step (u t : R) :
  Rabs u <= 1 -> Rabs t <= 1 -> (1 - Rabs u) * (1 - Rabs t) <= 1 - Rabs (u + t - Rabs t * u).
Proof. intros Hu Ht; unfold Rabs in *; repeat destruct Rcase_abs; nra. Qed.

Lemma abs_in_units tau x : 0 < tau -> Rabs (x / tau) = Rabs x / tau.
Proof.
  intros H. unfold Rdiv. now rewrite Rabs_mult, (Rabs_pos_eq (/ tau)) by (left; now apply Rinv_0_lt_compat).
Qed.

Theorem saturation_distance_contracts (tau w d : R) :
  0 < tau -> Rabs w <= tau -> Rabs d <= tau ->
  (1 - Rabs w / tau) * (1 - Rabs d / tau) <= 1 - Rabs (ald_update tau w d) / tau.
Proof.
  intros Ht Hw Hd. rewrite <- !abs_in_units by lra.
  replace (ald_update tau w d / tau) with (w / tau + d / tau - Rabs (d / tau) * (w / tau)).
  - apply contracting_step; now apply in_units.
  - rewrite (ald_update_in_units tau w d) by lra. set (v := _ - _). field; lra.
Qed.

(** w_k after the increments d_0 .. d_{k-1}. *)
Fixpoint updated (tau w : R) (d : nat -> R) (k : nat) : R :=
  match k with O => w | S j => ald_update tau (updated tau w d j) (d j) end.

Theorem saturation_distance_contracts_steps (tau w rho : R) (d : nat -> R) (k : nat) :
  0 < tau -> Rabs w <= tau -> rho <= 1 -> (forall i, (i < k)%nat -> Rabs (d i) <= rho * tau) ->
  (1 - Rabs w / tau) * (1 - rho) ^ k <= 1 - Rabs (updated tau w d k) / tau /\ Rabs (updated tau w d k) <= tau.
Proof.
  intros Ht Hw Hrho Hd. induction k as [|k IH]; [simpl; lra|].
  destruct IH as [IH Hk]; [intros i Hi; apply Hd; auto|].
  assert (Hdk : Rabs (d k) <= rho * tau) by (apply Hd; auto).
  assert (Hdt : Rabs (d k) <= tau) by nra.
  assert (Hs : Rabs (d k) / tau <= rho).
  { apply (Rmult_le_reg_r tau); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  assert (Hu : Rabs (updated tau w d k) / tau <= 1).
  { apply (Rmult_le_reg_r tau); [lra|]. unfold Rdiv. rewrite Rmult_assoc, Rinv_l; lra. }
  pose proof (saturation_distance_contracts tau (updated tau w d k) (d k) Ht Hk Hdt) as Step.
  cbn [updated]. split; [|now apply bounded_weights].
  apply Rle_trans with (2 := Step). cbn [pow].
  apply Rle_trans with ((1 - Rabs (updated tau w d k) / tau) * (1 - rho)); nra.
Qed.
