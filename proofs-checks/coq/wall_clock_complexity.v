(** Claim    The clock cycles T of the smallest K of sample_complexity, until the last backward of its last
               micro-batch is done, are at most 2 x samples/density:
               synchronous T <= 2(M+B-1)(K_SP + 1), density B/(M+B-1); without a pipeline T <= 2MB(K_SP + 1),
               density 1/M; asynchronous T <= 2(K_AP + 1) + 2(M-1), density 1 and 2(M-1) cycles to fill and drain;
               K_SP, K_AP the numbers of updates that sample_complexity finds sufficient
    Source   AP Cor. 2; constants derived here
    Assumes  Δ > 0, L_f > 0, s² > 0, ε > 0, (1+u) r² < 1, u > 0, B >= 1, M >= 1; the rules of the event simulation
               (Schedule) *)

From Coq Require Import Reals Lra Lia.
From Aimcert Require Import Schedule computation_density sample_complexity.
Local Open Scope R_scope.

Theorem wall_clock_complexity (M B : nat) (Lf LS r u gap variance mean_squared_saturation error : R) :
  (0 < M)%nat -> (0 < B)%nat -> 0 < u -> 0 < Lf -> 0 < gap -> 0 < variance -> 0 < error -> (1 + u) * r^2 < 1 ->
  let sync_updates := sync_steps B Lf r gap variance error + 1 in
  let async_updates := async_steps M Lf LS r u gap variance error + 1 in
  (exists K T, smallest_sync_steps B Lf r gap variance error K /\ runs_for synchronous M B (K * B) T
               /\ INR T <= 2 * INR (M + B - 1) * sync_updates)
  /\ (exists K T, smallest_sync_steps B Lf r gap variance error K /\ runs_for sequential M B (K * B) T
                  /\ INR T <= 2 * INR M * INR B * sync_updates)
  /\ (exists K T, smallest_async_steps M Lf LS r u gap variance mean_squared_saturation error K
                  /\ runs_for asynchronous M B K T /\ INR T <= 2 * async_updates + 2 * INR (M - 1)).
Proof.
  intros HM HB Hu HL Hgap Hs He Hr sync_updates async_updates.
  destruct (sample_complexity M B Lf LS r u gap variance mean_squared_saturation error HB Hu HL Hgap Hs He Hr)
    as ((K & HK & HKs) & _ & (K' & HK' & HKa) & _).
  assert (HK0 : (0 < K)%nat) by apply HK. assert (HK0' : (0 < K')%nat) by apply HK'.
  fold sync_updates in HKs. fold async_updates in HKa.
  pose proof (pos_INR (M + B - 1)). pose proof (pos_INR M). pose proof (pos_INR B). split; [|split].
  - exists K, (K * (2 * (M + B - 1)))%nat. split; [easy|]. split; [now apply sync_runs_for|].
    rewrite !mult_INR. simpl (INR 2). rewrite Rmult_comm. apply Rmult_le_compat_l; [lra|easy].
  - exists K, (K * B * (2 * M))%nat. split; [easy|].
    split; [apply sequential_runs_for; [easy|easy|now apply Nat.mul_pos_pos]|].
    rewrite !mult_INR. simpl (INR 2).
    apply (Rmult_le_compat_l (2 * INR M * INR B)) in HKs; [lra|]. apply Rmult_le_pos; lra.
  - exists K', (2 * K' + 2 * (M - 1))%nat. split; [easy|]. split; [now apply async_runs_for|].
    rewrite plus_INR, !mult_INR. simpl (INR 2). lra.
Qed.
