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

  (** Synchronous: a mini-batch starts on updated weights. Sequential: a micro-batch starts when the last has left. *)
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

  (** ** Stages that start in cycle s: their turns, and an update after every [backwards_per_update] backwards *)
  Hypothesis B_pos : 0 < B.

  Definition stage_at (c s f b : nat) : stage :=
    Stage f b (b / backwards_per_update) (s <? c) ((c - s) mod 2 =? 0).

  Lemma stage_at_start s : stage_at 0 s 0 0 = Stage 0 0 0 false true.
  Proof.
    unfold stage_at. rewrite Nat.div_0_l; [easy|]. unfold backwards_per_update; destruct sch; lia.
  Qed.

  Lemma next_quotient p b : 0 < p -> S b / p = b / p + Nat.b2n (S b mod p =? 0).
  Proof.
    intros Hp. pose proof (Nat.div_mod b p ltac:(lia)) as E. pose proof (Nat.mod_upper_bound b p ltac:(lia)) as L.
    set (q := b / p) in *. set (r := b mod p) in *.
    destruct (Nat.eq_dec (S r) p) as [H|H].
    - replace (S b) with ((q + 1) * p) by lia. rewrite Nat.div_mul, Nat.mod_mul by lia. reflexivity.
    - rewrite <- (Nat.div_unique (S b) p q (S r)), <- (Nat.mod_unique (S b) p q (S r)) by lia. simpl. lia.
  Qed.

  Lemma after_stage_at c s f b a :
    (c < s -> a = idle) -> (a = idle -> c <> s) ->
    after (stage_at c s f b) a = stage_at (S c) s (f + Nat.b2n (is_forward a)) (b + Nat.b2n (is_backward a)).
  Proof.
    intros Hearly Hfirst. unfold after, stage_at. cbn [forwards backwards updates started forward_slot].
    assert (Hp : 0 < backwards_per_update) by (unfold backwards_per_update; destruct sch; lia).
    assert (U : b / backwards_per_update + Nat.b2n (is_backward a && (S b mod backwards_per_update =? 0))
              = (b + Nat.b2n (is_backward a)) / backwards_per_update).
    { destruct (is_backward a); cbn [andb Nat.b2n]; [|now rewrite !Nat.add_0_r].
      rewrite Nat.add_1_r. now rewrite next_quotient. }
    rewrite U.
    assert (S1 : (s <? c) || is_forward a || is_backward a = (s <? S c)).
    { destruct (Nat.ltb_spec s c), (Nat.ltb_spec s (S c)), a; cbn; auto; try lia; exfalso;
        try (now apply Hfirst; [|lia]); specialize (Hearly ltac:(lia)); discriminate. }
    rewrite S1. f_equal.
    destruct (Nat.ltb_spec s (S c)), (Nat.eqb_spec ((c - s) mod 2) 0), (Nat.eqb_spec ((S c - s) mod 2) 0);
      try easy; lia.
  Qed.
End Simulation.

(** ** Asynchronous: the forward of micro-batch k in stage s runs in cycle s + 2k, its backward in 2M-1-s + 2k. *)
Section Asynchronous.
  Variables (M B K : nat).
  Hypothesis B_pos : 0 < B.
  Hypothesis K_pos : 0 < K.

  Definition async_forwards (c s : nat) : nat := Nat.min K ((c - s + 1) / 2).
  Definition async_backwards (c s : nat) : nat := Nat.min K ((c - (2 * M - 1 - s) + 1) / 2).
  Definition async_state (c s : nat) : stage :=
    stage_at asynchronous B c s (async_forwards c s) (async_backwards c s).

  Definition async_action (c s : nat) : action :=
    if c <? s then idle
    else if (c - s) mod 2 =? 0 then (if (c - s) / 2 <? K then forward else idle)
    else if (2 * M - 1 - s <=? c) && ((c - (2 * M - 1 - s)) / 2 <? K) then backward else idle.

  Lemma async_choice c s : s < M -> choose asynchronous M B K (async_state c) s = async_action c s.
  Proof.
    intros Hs. unfold choose, async_action, forward_has_inputs, backward_has_inputs, admits_forward.
    unfold async_state, stage_at. cbn [forwards backwards updates started forward_slot].
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
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2)) (Nat.min K ((c - s + 1) / 2)));
               [lia|easy].
        * destruct (Nat.eqb_spec (S s) M); cbn [orb].
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2)) (Nat.min K ((c - s + 1) / 2)));
               [lia|easy].
          -- destruct (Nat.ltb_spec (Nat.min K ((c - (2 * M - 1 - s) + 1) / 2))
                         (Nat.min K ((c - (2 * M - 1 - S s) + 1) / 2))); [lia|]. now rewrite andb_false_r.
  Qed.

  Lemma async_step c s :
    s < M -> after asynchronous B (async_state c s) (async_action c s) = async_state (S c) s.
  Proof.
    intros Hs. unfold async_state. rewrite after_stage_at; [| easy | |].
    - unfold async_action, async_forwards, async_backwards.
      destruct (Nat.ltb_spec c s); [|destruct (Nat.eqb_spec ((c - s) mod 2) 0)].
      + cbn [is_forward is_backward Nat.b2n]. f_equal; lia.
      + destruct (Nat.ltb_spec ((c - s) / 2) K); cbn [is_forward is_backward Nat.b2n]; f_equal; lia.
      + destruct (Nat.leb_spec (2 * M - 1 - s) c); cbn [andb];
          [destruct (Nat.ltb_spec ((c - (2 * M - 1 - s)) / 2) K)|]; cbn [is_forward is_backward Nat.b2n]; f_equal; lia.
    - unfold async_action. intros H. destruct (Nat.ltb_spec c s); [easy|lia].
    - unfold async_action. intros Ha ->. rewrite Nat.ltb_irrefl, Nat.sub_diag in Ha.
      destruct (Nat.ltb_spec (0 / 2) K); [discriminate|]. change (0 / 2) with 0 in *. lia.
  Qed.

  Lemma async_state_is c s : s < M -> state asynchronous M B K c s = async_state c s.
  Proof.
    intros Hs. apply (state_is asynchronous M B K async_state) with (C := c); [|intros p t _ Ht|lia|easy].
    - intros t Ht. unfold async_state, async_forwards, async_backwards.
      rewrite <- (stage_at_start asynchronous B B_pos t). f_equal; lia.
    - rewrite async_choice by easy. now apply async_step.
  Qed.

  Lemma async_acts c s : s < M -> acts asynchronous M B K c s = async_action c s.
  Proof.
    intros Hs. unfold acts. rewrite (choose_ext _ _ _ _ _ (async_state c) s Hs); [now apply async_choice|].
    intros; now apply async_state_is.
  Qed.
End Asynchronous.

(** The cycle after cycle t of period q. *)
Lemma next_phase c P :
  0 < P ->
  (S (c mod P) < P /\ S c / P = c / P /\ S c mod P = S (c mod P))
  \/ (S (c mod P) = P /\ S c / P = S (c / P) /\ S c mod P = 0).
Proof.
  intros HP. pose proof (Nat.div_mod c P ltac:(lia)) as E. pose proof (Nat.mod_upper_bound c P ltac:(lia)) as Ht.
  remember (c / P) as q eqn:Dq. remember (c mod P) as t eqn:Dt. clear Dq Dt.
  destruct (Nat.eq_dec (S t) P) as [H|H]; [right|left].
  - rewrite <- (Nat.div_unique (S c) P (S q) 0), <- (Nat.mod_unique (S c) P (S q) 0) by lia. easy.
  - rewrite <- (Nat.div_unique (S c) P q (S t)), <- (Nat.mod_unique (S c) P q (S t)) by lia. lia.
Qed.

(** ** Synchronous: every 2(M+B-1) cycles a mini-batch; micro-batch b of it has its forward in stage s in cycle s + b of
    these, its backward in cycle 2M+B-2-s + b. *)
Section Synchronous.
  Variables (M B N : nat).
  Hypothesis M_pos : 0 < M.
  Hypothesis B_pos : 0 < B.

  Definition sync_period : nat := 2 * (M + B - 1).
  Definition sync_forwards (q t s : nat) : nat := q * B + Nat.min B (t - s).
  Definition sync_backwards (q t s : nat) : nat := q * B + Nat.min B (t - (2 * M + B - 2 - s)).
  Definition sync_state (c s : nat) : stage :=
    let q := c / sync_period in
    let t := c mod sync_period in
    stage_at synchronous B c s (sync_forwards q t s) (sync_backwards q t s).

  Definition sync_action (t s : nat) : action :=
    if (s <=? t) && (t <? s + B) then forward
    else if (2 * M + B - 2 - s <=? t) && (t <? 2 * M + 2 * B - 2 - s) then backward
    else idle.

  Lemma quotient_of_batch q a : a < B -> (q * B + a) / B = q.
  Proof. intros H. symmetry. apply Nat.div_unique with a; lia. Qed.

  Lemma quotient_of_full_batch q : (q * B + B) / B = S q.
  Proof. symmetry. apply Nat.div_unique with 0; lia. Qed.

  Lemma sync_choice now q t s :
    s < M -> q < N -> t < sync_period ->
    (forall p, p < M -> forwards (now p) = sync_forwards q t p /\ backwards (now p) = sync_backwards q t p
                        /\ updates (now p) = sync_backwards q t p / B) ->
    choose synchronous M B (N * B) now s = sync_action t s.
  Proof.
    unfold sync_period. intros Hs Hq Ht Hnow.
    assert (HN : q * B + B <= N * B) by (pose proof (Nat.mul_le_mono_r (S q) N B); lia).
    unfold choose, forward_has_inputs, backward_has_inputs, admits_forward, sync_action. cbn [andb].
    destruct (Hnow s Hs) as (-> & -> & ->). unfold sync_forwards, sync_backwards in *.
    assert (E : 2 * M + 2 * B - 2 - s = (2 * M + B - 2 - s) + B) by lia. rewrite E.
    assert (En : forall p, S s < M -> p = 2 * M + B - 2 - S s -> p = 2 * M + B - 2 - s - 1) by lia.
    assert (Eb : s + B <= 2 * M + B - 2 - s /\ (S s < M -> s + B < 2 * M + B - 2 - s)) by lia.
    assert (Et : t < 2 * M + B - 2 - s + B + s) by lia.
    remember (2 * M + B - 2 - s) as b eqn:Db. remember (q * B) as X eqn:DX. clear E.
    destruct (Nat.leb_spec s t) as [Hst|Hst]; [destruct (Nat.ltb_spec t (s + B)) as [HtB|HtB]|]; cbn [andb].
    - assert (F : match s with O => true | S p => X + Nat.min B (t - s) <? forwards (now p) end = true).
      { clear - Hnow Hs HtB Hst. destruct s as [|p]; [easy|]. destruct (Hnow p ltac:(lia)) as (-> & _).
        apply Nat.ltb_lt. lia. }
      rewrite F. replace (Nat.min B (t - s)) with (t - s) by lia. replace (Nat.min B (t - b)) with 0 by lia.
      replace (X + (t - s) <? N * B) with true by (symmetry; apply Nat.ltb_lt; lia).
      rewrite DX, !quotient_of_batch by lia. now rewrite Nat.eqb_refl.
    - replace (Nat.min B (t - s)) with B by lia.
      assert (F : (X + B <? N * B) && match s with O => true | S p => X + B <? forwards (now p) end
                  && ((X + B) / B =? (X + Nat.min B (t - b)) / B) = false).
      { destruct s as [|p].
        - replace (Nat.min B (t - b)) with (t - b) by lia.
          rewrite DX, quotient_of_full_batch, quotient_of_batch by lia.
          replace (S q =? q) with false by (symmetry; apply Nat.eqb_neq; lia). apply andb_false_r.
        - destruct (Hnow p ltac:(lia)) as (-> & _).
          replace (X + B <? X + Nat.min B (t - p)) with false by (symmetry; apply Nat.ltb_ge; lia).
          now rewrite andb_false_r. }
      rewrite F. clear F. destruct (Nat.leb_spec b t) as [Hbt|Hbt]; cbn [andb].
      + destruct (Nat.ltb_spec t (b + B)) as [Hend|Hend].
        * replace (Nat.min B (t - b)) with (t - b) by lia.
          replace (X + (t - b) <? X + B) with true by (symmetry; apply Nat.ltb_lt; lia).
          cbn [andb]. destruct (Nat.eqb_spec (S s) M); [easy|]. cbn [orb].
          destruct (Hnow (S s) ltac:(lia)) as (_ & -> & _). rewrite (En _ ltac:(lia) eq_refl).
          replace (X + (t - b) <? X + Nat.min B (t - (b - 1))) with true; [easy|].
          clear - Eb Hbt Hend n Hs B_pos. symmetry; apply Nat.ltb_lt; lia.
        * replace (Nat.min B (t - b)) with B by lia. now rewrite Nat.ltb_irrefl.
      + replace (Nat.min B (t - b)) with 0 by lia. destruct (Nat.eqb_spec (S s) M); [lia|]. cbn [orb].
        destruct (Hnow (S s) ltac:(lia)) as (_ & -> & _). rewrite (En _ ltac:(lia) eq_refl).
        replace (Nat.min B (t - (b - 1))) with 0 by lia. rewrite Nat.ltb_irrefl. now rewrite andb_false_r.
    - replace (t - s) with 0 by lia. replace (t - b) with 0 by lia. rewrite !Nat.min_0_r.
      replace (b <=? t) with false by (symmetry; apply Nat.leb_gt; lia).
      destruct s as [|p]; [lia|]. destruct (Hnow p ltac:(lia)) as (-> & _).
      replace (t - p) with 0 by lia. rewrite Nat.min_0_r, !Nat.ltb_irrefl, andb_false_r. easy.
  Qed.

  Lemma sync_action_moves t s :
    s < M ->
    Nat.min B (t - s) + Nat.b2n (is_forward (sync_action t s)) = Nat.min B (S t - s)
    /\ Nat.min B (t - (2 * M + B - 2 - s)) + Nat.b2n (is_backward (sync_action t s))
       = Nat.min B (S t - (2 * M + B - 2 - s)).
  Proof.
    intros Hs. unfold sync_action.
    replace (2 * M + 2 * B - 2 - s) with (2 * M + B - 2 - s + B) by lia.
    assert (Hb : s + B <= 2 * M + B - 2 - s \/ 2 * M + B - 2 - s = s + B) by lia.
    set (b := 2 * M + B - 2 - s) in *. clearbody b. clear - Hb B_pos.
    destruct (Nat.leb_spec s t); [destruct (Nat.ltb_spec t (s + B))|]; cbn [andb].
    - cbn [is_forward is_backward Nat.b2n]. lia.
    - destruct (Nat.leb_spec b t); [destruct (Nat.ltb_spec t (b + B))|]; cbn [andb is_forward is_backward Nat.b2n]; lia.
    - destruct (Nat.leb_spec b t); [lia|]. cbn [andb is_forward is_backward Nat.b2n]. lia.
  Qed.

  Lemma sync_period_end s :
    s < M -> Nat.min B (sync_period - s) = B /\ Nat.min B (sync_period - (2 * M + B - 2 - s)) = B.
  Proof. unfold sync_period. intros. lia. Qed.

  Lemma sync_step c s :
    s < M -> after synchronous B (sync_state c s) (sync_action (c mod sync_period) s) = sync_state (S c) s.
  Proof.
    intros Hs. assert (HP : 0 < sync_period) by (unfold sync_period; lia).
    unfold sync_state. rewrite after_stage_at; [|easy| |].
    - destruct (sync_action_moves (c mod sync_period) s Hs) as (Mf & Mb).
      unfold sync_forwards, sync_backwards. rewrite <- !Nat.add_assoc, Mf, Mb.
      destruct (next_phase c sync_period HP) as [(_ & -> & ->)|(H & -> & ->)]; [easy|]. rewrite H.
      destruct (sync_period_end s Hs) as (-> & ->).
      now rewrite !Nat.sub_0_l, !Nat.min_0_r, Nat.mul_succ_l, Nat.add_0_r.
    - intros H. rewrite Nat.mod_small by (unfold sync_period; lia). unfold sync_action.
      replace (s <=? c) with false by (symmetry; apply Nat.leb_gt; lia).
      replace (2 * M + B - 2 - s <=? c) with false by (symmetry; apply Nat.leb_gt; lia). easy.
    - intros H ->. rewrite Nat.mod_small in H by (unfold sync_period; lia). unfold sync_action in H.
      rewrite Nat.leb_refl in H. replace (s <? s + B) with true in H by (symmetry; apply Nat.ltb_lt; lia). discriminate.
  Qed.

  Lemma sync_state_is c s :
    c <= N * sync_period -> s < M -> state synchronous M B (N * B) c s = sync_state c s.
  Proof.
    intros Hc Hs. assert (HP : 0 < sync_period) by (unfold sync_period; lia).
    apply (state_is synchronous M B (N * B) sync_state) with (C := c); [|intros p t Hp Ht|lia|easy].
    - intros t Ht. unfold sync_state, sync_forwards, sync_backwards. rewrite Nat.div_0_l, Nat.mod_0_l by lia.
      rewrite <- (stage_at_start synchronous B B_pos t). f_equal; lia.
    - rewrite (sync_choice _ (p / sync_period) (p mod sync_period)); [now apply sync_step|easy| | |].
      + apply Nat.div_lt_upper_bound; lia.
      + apply Nat.mod_upper_bound; lia.
      + intros; easy.
  Qed.
End Synchronous.

(** ** Sequential: 2M cycles a micro-batch; forward in stage s in cycle s of these, backward in cycle 2M-1-s. *)
Section Sequential.
  Variables (M B K : nat).
  Hypothesis M_pos : 0 < M.
  Hypothesis B_pos : 0 < B.

  Definition sequential_forwards (q t s : nat) : nat := q + Nat.b2n (s <? t).
  Definition sequential_backwards (q t s : nat) : nat := q + Nat.b2n (2 * M - 1 - s <? t).
  Definition sequential_state (c s : nat) : stage :=
    let q := c / (2 * M) in
    let t := c mod (2 * M) in
    stage_at sequential B c s (sequential_forwards q t s) (sequential_backwards q t s).

  Definition sequential_action (t s : nat) : action :=
    if t =? s then forward else if t =? 2 * M - 1 - s then backward else idle.

  Lemma sequential_choice now q t s :
    s < M -> q < K -> t < 2 * M ->
    (forall p, p < M ->
       forwards (now p) = sequential_forwards q t p /\ backwards (now p) = sequential_backwards q t p) ->
    choose sequential M B K now s = sequential_action t s.
  Proof.
    intros Hs Hq Ht Hnow.
    unfold choose, forward_has_inputs, backward_has_inputs, admits_forward, sequential_action. cbn [andb].
    destruct (Hnow s Hs) as (-> & ->). unfold sequential_forwards, sequential_backwards in *.
    destruct (Nat.eqb_spec t s) as [->|Hts].
    - rewrite Nat.ltb_irrefl. replace (2 * M - 1 - s <? s) with false by (symmetry; apply Nat.ltb_ge; lia).
      cbn [Nat.b2n]. rewrite Nat.add_0_r, Nat.eqb_refl. replace (q <? K) with true by (symmetry; apply Nat.ltb_lt; lia).
      destruct s as [|p]; [easy|]. destruct (Hnow p ltac:(lia)) as (-> & _).
      replace (p <? S p) with true by (symmetry; apply Nat.ltb_lt; lia). cbn [Nat.b2n].
      replace (q <? q + 1) with true by (symmetry; apply Nat.ltb_lt; lia). easy.
    - assert (F : (q + Nat.b2n (s <? t) <? K)
                  && match s with O => true | S p => q + Nat.b2n (s <? t) <? forwards (now p) end
                  && (q + Nat.b2n (s <? t) =? q + Nat.b2n (2 * M - 1 - s <? t)) = false).
      { destruct (Nat.ltb_spec s t) as [H|H]; cbn [Nat.b2n].
        - destruct (Nat.ltb_spec (2 * M - 1 - s) t); cbn [Nat.b2n].
          + destruct s as [|p]; [lia|]. destruct (Hnow p ltac:(lia)) as (-> & _).
            replace (p <? t) with true by (symmetry; apply Nat.ltb_lt; lia). cbn [Nat.b2n].
            rewrite Nat.ltb_irrefl, andb_false_r. easy.
          + replace (q + 1 =? q + 0) with false by (symmetry; apply Nat.eqb_neq; lia). apply andb_false_r.
        - destruct s as [|p]; [lia|]. destruct (Hnow p ltac:(lia)) as (-> & _).
          replace (p <? t) with false by (symmetry; apply Nat.ltb_ge; lia). cbn [Nat.b2n].
          rewrite Nat.ltb_irrefl, andb_false_r. easy. }
      rewrite F. clear F. destruct (Nat.eqb_spec t (2 * M - 1 - s)) as [Hb|Hb].
      + rewrite Hb, Nat.ltb_irrefl. replace (s <? 2 * M - 1 - s) with true by (symmetry; apply Nat.ltb_lt; lia).
        cbn [Nat.b2n]. replace (q + 0 <? q + 1) with true by (symmetry; apply Nat.ltb_lt; lia). cbn [andb].
        destruct (Nat.eqb_spec (S s) M); [easy|]. destruct (Hnow (S s) ltac:(lia)) as (_ & ->).
        replace (2 * M - 1 - S s <? t) with true by (symmetry; apply Nat.ltb_lt; lia). cbn [Nat.b2n orb].
        replace (q + 0 <? q + 1) with true by (symmetry; apply Nat.ltb_lt; lia). easy.
      + destruct (Nat.ltb_spec (2 * M - 1 - s) t); cbn [Nat.b2n].
        * replace (s <? t) with true by (symmetry; apply Nat.ltb_lt; lia). now rewrite Nat.ltb_irrefl.
        * destruct (Nat.eqb_spec (S s) M) as [Hl|Hl]; cbn [orb].
          -- replace (s <? t) with false by (symmetry; apply Nat.ltb_ge; lia). now rewrite Nat.ltb_irrefl.
          -- destruct (Hnow (S s) ltac:(lia)) as (_ & ->).
             replace (2 * M - 1 - S s <? t) with false by (symmetry; apply Nat.ltb_ge; lia).
             cbn [Nat.b2n]. rewrite Nat.ltb_irrefl. now rewrite andb_false_r.
  Qed.

  Lemma sequential_step c s :
    s < M -> after sequential B (sequential_state c s) (sequential_action (c mod (2 * M)) s) = sequential_state (S c) s.
  Proof.
    intros Hs.
    unfold sequential_state. rewrite after_stage_at; [|easy| |].
    - assert (HP : 0 < 2 * M) by lia. pose proof (next_phase c (2 * M) HP) as Next.
      remember (c mod (2 * M)) as t eqn:Dt. remember (c / (2 * M)) as q eqn:Dq.
      assert (Moves : Nat.b2n (s <? t) + Nat.b2n (is_forward (sequential_action t s)) = Nat.b2n (s <? S t)
                      /\ Nat.b2n (2 * M - 1 - s <? t) + Nat.b2n (is_backward (sequential_action t s))
                         = Nat.b2n (2 * M - 1 - s <? S t)).
      { unfold sequential_action. clear - Hs.
        assert (H : s < 2 * M - 1 - s) by lia. set (b := 2 * M - 1 - s) in *. clearbody b.
        destruct (Nat.eqb_spec t s); [|destruct (Nat.eqb_spec t b)];
          destruct (Nat.ltb_spec s t), (Nat.ltb_spec s (S t)), (Nat.ltb_spec b t), (Nat.ltb_spec b (S t));
          try lia; easy. }
      destruct Moves as (Mf & Mb).
      unfold sequential_forwards, sequential_backwards. rewrite <- !Nat.add_assoc, Mf, Mb.
      destruct Next as [(_ & -> & ->)|(H & -> & ->)]; [easy|]. rewrite H.
      replace (s <? 2 * M) with true by (symmetry; apply Nat.ltb_lt; lia).
      replace (2 * M - 1 - s <? 2 * M) with true by (symmetry; apply Nat.ltb_lt; lia).
      change (s <? 0) with false. change (2 * M - 1 - s <? 0) with false. cbn [Nat.b2n].
      now rewrite Nat.add_1_r, Nat.add_0_r.
    - intros H. rewrite Nat.mod_small by lia. unfold sequential_action.
      replace (c =? s) with false by (symmetry; apply Nat.eqb_neq; lia).
      replace (c =? 2 * M - 1 - s) with false by (symmetry; apply Nat.eqb_neq; lia). easy.
    - intros H ->. rewrite Nat.mod_small in H by lia. unfold sequential_action in H.
      rewrite Nat.eqb_refl in H. discriminate.
  Qed.

  Lemma sequential_state_is c s : c <= K * (2 * M) -> s < M -> state sequential M B K c s = sequential_state c s.
  Proof.
    intros Hc Hs.
    apply (state_is sequential M B K sequential_state) with (C := c); [|intros p t Hp Ht|lia|easy].
    - intros t Ht. unfold sequential_state, sequential_forwards, sequential_backwards.
      rewrite Nat.div_0_l, Nat.mod_0_l by lia. rewrite <- (stage_at_start sequential B B_pos t). f_equal.
    - rewrite (sequential_choice _ (p / (2 * M)) (p mod (2 * M))); [now apply sequential_step|easy| | |].
      + apply Nat.div_lt_upper_bound; lia.
      + apply Nat.mod_upper_bound; lia.
      + intros; easy.
  Qed.
End Sequential.
