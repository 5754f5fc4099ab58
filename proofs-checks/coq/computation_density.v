(** Claim    density (working stage-cycles over all stage-cycles, filling and draining included) of M stages:
             asynchronous, K micro-batches: T = 2K + 2(M-1) cycles, |density - 1| = 2(M-1)/T, so it tends to 1;
             synchronous, N mini-batches of B: T = 2(M+B-1) N cycles, density = B/(M+B-1);
             no pipeline, K micro-batches: T = 2MK cycles, density = 1/M
    Source   AP III-D, Cor. 2; the finite-time form is derived
    Assumes  the rules of the event simulation (Schedule); M, B, K, N >= 1, whole mini-batches *)

From Coq Require Import Reals Lra Lia Arith ZArith ZifyNat.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Schedule.
Local Open Scope R_scope.

(** When every stage has finished K forwards and K backwards, 2MK stage-cycles were work. *)
Lemma density_of_finished sch M B K T :
  (0 < M)%nat -> (0 < T)%nat ->
  (forall s, (s < M)%nat -> forwards (state sch M B K T s) = K /\ backwards (state sch M B K T s) = K) ->
  density sch M B K T = 2 * INR K / INR T.
Proof.
  intros HM HT H. unfold density. rewrite busy_counts.
  rewrite (sum_of_ext M _ (fun _ => 2 * INR K)).
  - rewrite sum_of_const. field. split; apply not_0_INR; lia.
  - intros s Hs. destruct (H s Hs) as (-> & ->). rewrite plus_INR. ring.
Qed.

Section Asynchronous.
  Variables (M B K : nat).
  Hypothesis M_pos : (0 < M)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Let T : nat := (2 * K + 2 * (M - 1))%nat.

  Lemma async_runs_for : runs_for asynchronous M B K T.
  Proof.
    split; intros; rewrite async_state_is by easy; unfold async_state, stage_at, async_backwards; cbn [backwards];
      unfold T in *; lia.
  Qed.

  Lemma async_density : density asynchronous M B K T = 2 * INR K / INR T.
  Proof.
    apply density_of_finished; [easy|unfold T; lia|]. intros s Hs. rewrite async_state_is by easy.
    unfold async_state, stage_at, async_forwards, async_backwards; cbn [forwards backwards]. unfold T. split; lia.
  Qed.

  Lemma async_density_error : Rabs (density asynchronous M B K T - 1) = 2 * INR (M - 1) / INR T.
  Proof.
    rewrite async_density. assert (HT : 0 < INR T) by (apply lt_0_INR; unfold T; lia).
    assert (E : INR T = 2 * INR K + 2 * INR (M - 1)) by (unfold T; rewrite plus_INR, !mult_INR; simpl; ring).
    replace (2 * INR K / INR T - 1) with (- (2 * INR (M - 1) / INR T)) by (rewrite E in *; field; lra).
    rewrite Rabs_Ropp. apply Rabs_pos_eq. apply Rmult_le_pos; [|left; now apply Rinv_0_lt_compat].
    pose proof (pos_INR (M - 1)). lra.
  Qed.
End Asynchronous.

Lemma async_density_limit M B :
  (0 < M)%nat -> (0 < B)%nat ->
  is_lim_seq (fun K => density asynchronous M B (S K) (2 * S K + 2 * (M - 1))) 1.
Proof.
  intros HM HB. apply is_lim_seq_spec. intros eps.
  assert (Hm : 0 <= 2 * INR (M - 1)) by (pose proof (pos_INR (M - 1)); lra).
  destruct (nfloor_ex (2 * INR (M - 1) / eps)) as (N0 & _ & HN0).
  { apply Rmult_le_pos; [easy|]. left; apply Rinv_0_lt_compat, cond_pos. }
  exists N0. intros K HK. rewrite async_density_error by lia.
  assert (HT : INR N0 + 1 <= INR (2 * S K + 2 * (M - 1))) by (rewrite <- S_INR; apply le_INR; lia).
  pose proof (pos_INR N0). pose proof (cond_pos eps) as He.
  apply (Rmult_lt_reg_r (INR (2 * S K + 2 * (M - 1)))); [lra|].
  unfold Rdiv. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
  apply (Rmult_lt_compat_r eps) in HN0; [|easy]. unfold Rdiv in HN0. rewrite Rmult_assoc, Rinv_l in HN0 by lra.
  apply (Rmult_le_compat_r eps) in HT; [|lra]. lra.
Qed.

Section Synchronous.
  Variables (M B N : nat).
  Hypothesis M_pos : (0 < M)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis N_pos : (0 < N)%nat.
  Let T : nat := (N * (2 * (M + B - 1)))%nat.

  Lemma sync_runs_for : runs_for synchronous M B (N * B) T.
  Proof.
    assert (HP : (0 < sync_period M B)%nat) by (unfold sync_period; lia).
    split.
    - rewrite sync_state_is by (easy || apply Nat.le_refl).
      unfold sync_state, stage_at, sync_backwards; cbn [backwards].
      change T with (N * sync_period M B)%nat. rewrite Nat.div_mul, Nat.mod_mul by lia.
      now rewrite Nat.sub_0_l, Nat.min_0_r, Nat.add_0_r.
    - intros c Hc. change T with (N * sync_period M B)%nat in Hc.
      rewrite sync_state_is by (easy || lia). unfold sync_state, stage_at, sync_backwards; cbn [backwards].
      assert (Hq : (c / sync_period M B < N)%nat) by (apply Nat.div_lt_upper_bound; lia).
      assert (Ht : (c mod sync_period M B < sync_period M B)%nat) by (apply Nat.mod_upper_bound; lia).
      apply Nat.lt_le_trans with (S (c / sync_period M B) * B)%nat; [|apply Nat.mul_le_mono_r; exact Hq].
      remember (c / sync_period M B)%nat as q. remember (c mod sync_period M B)%nat as t.
      unfold sync_period in Ht. clear - Ht B_pos M_pos. rewrite (Nat.mul_succ_l q).
      apply (proj1 (Nat.add_lt_mono_l _ _ _)). lia.
  Qed.

  Lemma sync_density : density synchronous M B (N * B) T = INR B / INR (M + B - 1).
  Proof.
    assert (HP : (0 < sync_period M B)%nat) by (unfold sync_period; lia).
    assert (HT : (0 < T)%nat) by (apply Nat.mul_pos_pos; [easy|exact HP]).
    rewrite density_of_finished; [|easy|easy|].
    - unfold T. rewrite !mult_INR. simpl (INR 2). field. split; apply not_0_INR; lia.
    - intros s Hs. rewrite sync_state_is by (easy || apply Nat.le_refl).
      unfold sync_state, stage_at, sync_forwards, sync_backwards; cbn [forwards backwards].
      change T with (N * sync_period M B)%nat. rewrite Nat.div_mul, Nat.mod_mul by lia.
      now rewrite !Nat.sub_0_l, !Nat.min_0_r, Nat.add_0_r.
  Qed.
End Synchronous.

Section Sequential.
  Variables (M B K : nat).
  Hypothesis M_pos : (0 < M)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Let T : nat := (K * (2 * M))%nat.

  Lemma sequential_runs_for : runs_for sequential M B K T.
  Proof.
    split.
    - rewrite sequential_state_is by (easy || apply Nat.le_refl).
      unfold sequential_state, stage_at, sequential_backwards; cbn [backwards]. unfold T.
      rewrite Nat.div_mul, Nat.mod_mul by lia. apply Nat.add_0_r.
    - intros c Hc. rewrite sequential_state_is by (easy || (unfold T in Hc; lia)).
      unfold sequential_state, stage_at, sequential_backwards; cbn [backwards].
      assert (Hq : (c / (2 * M) < K)%nat) by (apply Nat.div_lt_upper_bound; unfold T in Hc; lia).
      assert (Ht : (c mod (2 * M) < 2 * M)%nat) by (apply Nat.mod_upper_bound; lia).
      remember (c / (2 * M))%nat as q. remember (c mod (2 * M))%nat as t.
      replace (2 * M - 1 - 0 <? t)%nat with false; [simpl; lia|]. symmetry. apply Nat.ltb_ge. lia.
  Qed.

  Lemma sequential_density : density sequential M B K T = 1 / INR M.
  Proof.
    assert (HT : (0 < T)%nat) by (unfold T; apply Nat.mul_pos_pos; lia).
    rewrite density_of_finished; [|easy|easy|].
    - unfold T. rewrite !mult_INR. simpl (INR 2). field. split; apply not_0_INR; lia.
    - intros s Hs. rewrite sequential_state_is by (easy || apply Nat.le_refl).
      unfold sequential_state, stage_at, sequential_forwards, sequential_backwards; cbn [forwards backwards]. unfold T.
      rewrite Nat.div_mul, Nat.mod_mul by lia. split; apply Nat.add_0_r.
  Qed.
End Sequential.

Theorem computation_density (M B K N : nat) :
  (0 < M)%nat -> (0 < B)%nat -> (0 < K)%nat -> (0 < N)%nat ->
  (let T := (2 * K + 2 * (M - 1))%nat in
   runs_for asynchronous M B K T /\ Rabs (density asynchronous M B K T - 1) = 2 * INR (M - 1) / INR T)
  /\ is_lim_seq (fun k => density asynchronous M B (S k) (2 * S k + 2 * (M - 1))) 1
  /\ (let T := (N * (2 * (M + B - 1)))%nat in
      runs_for synchronous M B (N * B) T /\ density synchronous M B (N * B) T = INR B / INR (M + B - 1))
  /\ (let T := (K * (2 * M))%nat in
      runs_for sequential M B K T /\ density sequential M B K T = 1 / INR M).
Proof.
  intros HM HB HK HN. split; [|split; [|split]]; cbv zeta.
  - split; [now apply async_runs_for|now apply async_density_error].
  - now apply async_density_limit.
  - split; [now apply sync_runs_for|now apply sync_density].
  - split; [now apply sequential_runs_for|now apply sequential_density].
Qed.
