(** Claim    in a one-forward-one-backward schedule of M stages the forward of micro-batch k in stage s runs on
             weights that have been updated k-(M-1-s) times (the stale weights of Pipeline; W_j = W_0 for j < 0) and
             its backward on weights updated k times; every micro-batch k < K has its forward and its backward in
             every stage
    Source   AP II-C
    Assumes  the rules of the event simulation (Schedule): a pass takes one cycle and needs its inputs finished; a
             stage takes turns between forwards and backwards from its first forward on, and updates after every
             backward *)

From Coq Require Import Lia Arith ZArith ZifyNat Bool.
From Aimcert Require Import Schedule Pipeline.

Section PipelineDelay.
  Variables (M B K : nat).
  Hypothesis B_pos : 0 < B.
  Hypothesis K_pos : 0 < K.

  Let now c s := state asynchronous M B K c s.
  Let act c s := acts asynchronous M B K c s.

  Lemma forward_version c s : s < M -> act c s = forward -> updates (now c s) = forwards (now c s) - delay M s.
  Proof.
    unfold act, now. intros Hs. rewrite async_acts, async_state_is by easy. unfold async_action, async_state.
    unfold stage_at, backwards_per_update. cbn [updates forwards]. rewrite Nat.div_1_r. unfold delay.
    unfold async_forwards, async_backwards.
    destruct (Nat.ltb_spec c s); [easy|]. destruct (Nat.eqb_spec ((c - s) mod 2) 0).
    - destruct (Nat.ltb_spec ((c - s) / 2) K); [|easy]. lia.
    - destruct (_ && _); easy.
  Qed.

  Lemma backward_version c s : s < M -> updates (now c s) = backwards (now c s).
  Proof. unfold now. intros Hs. rewrite async_state_is by easy. apply Nat.div_1_r. Qed.

  Lemma forward_happens s k :
    s < M -> k < K -> act (s + 2 * k) s = forward /\ forwards (now (s + 2 * k) s) = k.
  Proof.
    unfold act, now. intros Hs Hk. rewrite async_acts, async_state_is by easy. unfold async_action, async_state.
    unfold stage_at. cbn [forwards]. unfold async_forwards. split; [|lia].
    destruct (Nat.ltb_spec (s + 2 * k) s); [lia|]. destruct (Nat.eqb_spec ((s + 2 * k - s) mod 2) 0); [|lia].
    destruct (Nat.ltb_spec ((s + 2 * k - s) / 2) K); [easy|lia].
  Qed.

  Lemma backward_happens s k :
    s < M -> k < K ->
    act (2 * M - 1 - s + 2 * k) s = backward /\ backwards (now (2 * M - 1 - s + 2 * k) s) = k.
  Proof.
    unfold act, now. intros Hs Hk. rewrite async_acts, async_state_is by easy. unfold async_action, async_state.
    unfold stage_at. cbn [backwards]. unfold async_backwards. set (c := 2 * M - 1 - s + 2 * k). split; [|lia].
    destruct (Nat.ltb_spec c s); [lia|]. destruct (Nat.eqb_spec ((c - s) mod 2) 0); [lia|].
    destruct (Nat.leb_spec (2 * M - 1 - s) c); [|lia]. cbn [andb].
    destruct (Nat.ltb_spec ((c - (2 * M - 1 - s)) / 2) K); [easy|lia].
  Qed.

  Theorem pipeline_delay s :
    s < M ->
    (forall c, act c s = forward -> updates (now c s) = forwards (now c s) - delay M s)
    /\ (forall c, act c s = backward -> updates (now c s) = backwards (now c s))
    /\ (forall k, k < K -> exists c, act c s = forward /\ forwards (now c s) = k)
    /\ (forall k, k < K -> exists c, act c s = backward /\ backwards (now c s) = k).
  Proof.
    intros Hs. repeat split; intros.
    - now apply forward_version.
    - now apply backward_version.
    - eexists. now apply forward_happens.
    - eexists. now apply backward_happens.
  Qed.
End PipelineDelay.
