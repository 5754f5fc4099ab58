(** Event simulation of pipeline schedules, in which nothing but data dependencies and the order of work of a stage
    enter: a forward or a backward of one micro-batch in one stage takes one cycle. Stages are numbered 0..M-1. *)

From Coq Require Import Lia Arith ZArith ZifyNat Bool.
From Coq Require Import Reals Lra.
From Aimcert Require Import Sums.
Local Open Scope nat_scope.

Ltac Zify.zify_post_hook ::= Z.to_euclidean_division_equations.

(** Asynchronous: one forward, one backward, an update after every backward. Synchronous: a mini-batch pipeline, an
    update after the last backward of a mini-batch. Sequential: no pipeline. *)
Inductive schedule := asynchronous | synchronous | sequential.
Inductive action := idle | forward | backward.

(** What a stage has finished; [forward_slot]: this cycle of an asynchronous stage is for a forward. *)
Record stage := Stage {
  forwards : nat;
  backwards : nat;
  updates : nat;
  started : bool;
  forward_slot : bool }.

Section Simulation.
  Variables (sch : schedule) (M B K : nat).

  (** The next forward has its input: the output of the stage before. *)
  Definition forward_has_inputs (now : nat -> stage) (s : nat) : bool :=
    (forwards (now s) <? K) && match s with O => true | S p => forwards (now s) <? forwards (now p) end.

  (** The next backward has its inputs: its own forward, and the backward of the stage after. *)
  Definition backward_has_inputs (now : nat -> stage) (s : nat) : bool :=
    (backwards (now s) <? forwards (now s)) && ((S s =? M) || (backwards (now s) <? backwards (now (S s)))).

  (** Synchronous: a new mini-batch starts on updated weights. Sequential: a micro-batch starts when the last has left. *)
  Definition admits_forward (x : stage) : bool :=
    match sch with
    | asynchronous => true
    | synchronous => forwards x / B =? updates x
    | sequential => forwards x =? backwards x
    end.

  (** An asynchronous stage alternates between forward and backward from its first forward on, and a slot whose inputs
      are missing stays idle; otherwise a stage does what it can, forwards first. *)
  Definition choose (now : nat -> stage) (s : nat) : action :=
    let forward_turn := match sch with asynchronous => forward_slot (now s) | _ => true end in
    let backward_turn := match sch with asynchronous => negb (forward_slot (now s)) | _ => true end in
    if forward_turn && (forward_has_inputs now s && admits_forward (now s)) then forward
    else if backward_turn && backward_has_inputs now s then backward
    else idle.

  Definition is_forward (a : action) : bool := match a with forward => true | _ => false end.
  Definition is_backward (a : action) : bool := match a with backward => true | _ => false end.

  Definition backwards_per_update : nat := match sch with asynchronous => 1 | _ => B end.

  Definition after (x : stage) (a : action) : stage :=
    let begun := started x || is_forward a || is_backward a in
    Stage (forwards x + Nat.b2n (is_forward a)) (backwards x + Nat.b2n (is_backward a))
      (updates x + Nat.b2n (is_backward a && (S (backwards x) mod backwards_per_update =? 0)))
      begun (if begun then negb (forward_slot x) else forward_slot x).

  (** All stages at the beginning of cycle c. *)
  Fixpoint state (c : nat) : nat -> stage :=
    match c with
    | O => fun _ => Stage 0 0 0 false true
    | S p => fun s => after (state p s) (choose (state p) s)
    end.

  (** What stage s does in cycle c, and the number of stage-cycles with work before cycle c. *)
  Definition acts (c s : nat) : action := choose (state c) s.
  Definition working (a : action) : nat := Nat.b2n (is_forward a) + Nat.b2n (is_backward a).
  Definition busy (c : nat) : R := sum_of c (fun i => sum_of M (fun s => INR (working (acts i s)))).

  (** The simulation runs until stage 0 has finished all of its backwards: T cycles. *)
  Definition runs_for (T : nat) : Prop :=
    backwards (state T 0) = K /\ forall c, c < T -> backwards (state c 0) < K.

  (** Working stage-cycles over all stage-cycles. *)
  Definition density (T : nat) : R := (busy T / (INR M * INR T))%R.

  Lemma choose_ext now now' s : s < M -> (forall p, p < M -> now p = now' p) -> choose now s = choose now' s.
  Proof.
    intros Hs H. unfold choose, forward_has_inputs, backward_has_inputs. rewrite (H s Hs).
    assert (E : (S s =? M) || (backwards (now' s) <? backwards (now (S s)))
              = (S s =? M) || (backwards (now' s) <? backwards (now' (S s)))).
    { destruct (Nat.eqb_spec (S s) M); [easy|]. rewrite H by lia. easy. }
    rewrite E. destruct s as [|p]; [easy|]. rewrite (H p) by lia. easy.
  Qed.

  (** Every action finishes one forward or one backward. *)
  Lemma busy_counts c :
    busy c = sum_of M (fun s => INR (forwards (state c s) + backwards (state c s))).
  Proof.
    unfold busy. induction c as [|c IH].
    - symmetry. apply sum_of_zero.
    - change (sum_of (S c) ?f) with (sum_of c f + f c)%R. rewrite IH, <- sum_of_plus.
      apply sum_of_ext; intros s _. rewrite <- plus_INR. f_equal. unfold acts, working. simpl. lia.
  Qed.

  (** A state that obeys the rules of the simulation from the start is the simulation's. *)
  Lemma state_is (closed : nat -> nat -> stage) :
    (forall s, s < M -> closed 0 s = Stage 0 0 0 false true) ->
    forall C, (forall c s, c < C -> s < M -> after (closed c s) (choose (closed c) s) = closed (S c) s) ->
    forall c s, c <= C -> s < M -> state c s = closed c s.
  Proof.
    intros H0 C HS c. induction c as [|c IH]; intros s Hc Hs; [now rewrite H0|].
    simpl. rewrite IH by lia. rewrite (choose_ext _ (closed c)); [now apply HS|easy|]. intros; apply IH; lia.
  Qed.
End Simulation.

(** ** Asynchronous: the forward of micro-batch k in stage s runs in cycle s + 2k, its backward in 2M-1-s + 2k. *)
Section Asynchronous.
  Variables (M B K : nat).
  Hypothesis K_pos : 0 < K.

  Definition async_forwards (c s : nat) : nat := Nat.min K ((c - s + 1) / 2).
  Definition async_backwards (c s : nat) : nat := Nat.min K ((c - (2 * M - 1 - s) + 1) / 2).
  Definition async_state (c s : nat) : stage :=
    Stage (async_forwards c s) (async_backwards c s) (async_backwards c s) (s <? c) ((c - s) mod 2 =? 0).

  Definition async_action (c s : nat) : action :=
    if c <? s then idle
    else if (c - s) mod 2 =? 0 then (if (c - s) / 2 <? K then forward else idle)
    else if (2 * M - 1 - s <=? c) && ((c - (2 * M - 1 - s)) / 2 <? K) then backward else idle.

  Lemma async_choice c s : s < M -> choose asynchronous M B K (async_state c) s = async_action c s.
  Proof.
    intros Hs. unfold choose, async_action, forward_has_inputs, backward_has_inputs, admits_forward.
    cbn [forwards backwards updates started forward_slot async_state].
    unfold async_forwards, async_backwards.
    destruct (Nat.ltb_spec c s).
    - replace ((c - s) mod 2) with 0 by lia. cbn [Nat.eqb negb andb].
      destruct s as [|p]; [lia|]. rewrite !andb_true_r.
      destruct (Nat.ltb_spec (Nat.min K ((c - S p + 1) / 2)) (Nat.min K ((c - p + 1) / 2))); [lia|].
      now rewrite andb_false_r.
    - destruct (Nat.eqb_spec ((c - s) mod 2) 0); cbn [negb andb].
      + rewrite andb_true_r. destruct (Nat.ltb_spec ((c - s) / 2) K).
        * destruct (Nat.ltb_spec (Nat.min K ((c - s + 1) / 2)) K); [|lia].
          destruct s as [|p]; [easy|].
          destruct (Nat.ltb_spec (Nat.min K ((c - S p + 1) / 2)) (Nat.min K ((c - p + 1) / 2))); [easy|lia].
        * destruct (Nat.ltb_spec (Nat.min K ((c - s + 1) / 2)) K); [lia|easy].
      + destruct (Nat.leb_spec (2 * M - 1 - s) c); cbn [andb].
        * destruct (Nat.ltb_spec ((c - (2 * M - 1 - s)) / 2) K).
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2)) (Nat.min K ((c - s + 1) / 2))); [|lia].
             destruct (Nat.eqb_spec (S s) M); [easy|]. cbn [orb].
             destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2))
                         (Nat.min K ((c - (2 * M - 1 - S s) + 1) / 2))); [easy|lia].
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2)) (Nat.min K ((c - s + 1) / 2))); [lia|easy].
        * destruct (Nat.eqb_spec (S s) M); cbn [orb].
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2)) (Nat.min K ((c - s + 1) / 2))); [lia|easy].
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2))
                         (Nat.min K ((c - (2 * M - 1 - S s) + 1) / 2))); [lia|]. now rewrite andb_false_r.
  Qed.

  Lemma async_step c s :
    s < M -> after asynchronous B (async_state c s) (async_action c s) = async_state (S c) s.
  Proof.
    intros Hs. unfold after, async_state, async_action, backwards_per_update.
    cbn [forwards backwards updates started forward_slot]. rewrite Nat.mod_1_r, Nat.eqb_refl, andb_true_r.
    unfold async_forwards, async_backwards.
    destruct (Nat.ltb_spec c s) as [Hc|Hc].
    - replace (s <? c) with false by (symmetry; apply Nat.ltb_ge; lia).
      replace (s <? S c) with false by (symmetry; apply Nat.ltb_ge; lia).
      replace (c - s) with 0 by lia. replace (S c - s) with 0 by lia. cbn [is_forward is_backward Nat.b2n orb negb]. f_equal; lia.
    - replace (s <? S c) with true by (symmetry; apply Nat.ltb_lt; lia).
      destruct (Nat.eqb_spec ((c - s) mod 2) 0) as [Hp|Hp].
      + replace ((S c - s) mod 2) with 1 by lia. change (1 =? 0) with false.
        destruct (Nat.ltb_spec ((c - s) / 2) K) as [Hk|Hk]; cbn [is_forward is_backward Nat.b2n orb negb].
        * rewrite orb_true_r. f_equal; lia.
        * replace (s <? c) with true by (symmetry; apply Nat.ltb_lt; lia). cbn [orb negb]. f_equal; lia.
      + replace ((S c - s) mod 2) with 0 by lia. change (0 =? 0) with true.
        replace (s <? c) with true by (symmetry; apply Nat.ltb_lt; lia).
        destruct (Nat.leb_spec (2 * M - 1 - s) c); cbn [andb];
          [destruct (Nat.ltb_spec ((c - (2 * M - 1 - s)) / 2) K)|];
          cbn [is_forward is_backward Nat.b2n orb negb]; f_equal; lia.
  Qed.

  Lemma async_state_is c s : s < M -> state asynchronous M B K c s = async_state c s.
  Proof.
    intros Hs. apply (state_is asynchronous M B K async_state) with (C := c); [|intros p t _ Ht|lia|easy].
    - intros t Ht. unfold async_state, async_forwards, async_backwards. now rewrite !Nat.min_0_r.
    - rewrite async_choice by easy. now apply async_step.
  Qed.

  Lemma async_acts c s : s < M -> acts asynchronous M B K c s = async_action c s.
  Proof.
    intros Hs. unfold acts. rewrite (choose_ext _ _ _ _ _ (async_state c) s Hs); [now apply async_choice|].
    intros; now apply async_state_is.
  Qed.
End Asynchronous.
