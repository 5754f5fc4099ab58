(** Runs of a random algorithm. One step takes the function X of the state to T X, its mean after the step; means after
    k steps are then sums over the finite tree of all outcomes. In NoisyDescent the law depends on the state; here T is
    any mean, of two noises too, and bounds hold along admissible states. *)

From Coq Require Import Reals Lra Lia.
From Aimcert Require Import Sums Norms Expectation.
Local Open Scope R_scope.

Section Run.
  Variables (State : Type) (T : (State -> R) -> State -> R) (leads : State -> State -> Prop).
  Hypothesis T_le : forall X Y s, (forall s', leads s s' -> X s' <= Y s') -> T X s <= T Y s.
  Hypothesis T_affine : forall X Y a b c s, T (fun s => a * X s + b * Y s + c) s = a * T X s + b * T Y s + c.

  (** E X(state after k steps from s), as in NoisyDescent. *)
  Fixpoint expect_after (X : State -> R) (k : nat) (s : State) : R :=
    match k with O => X s | S k => T (expect_after X k) s end.

  (** Q holds for the states of the first K steps, whatever the outcomes. *)
  Fixpoint along_run (Q : State -> Prop) (K : nat) (s : State) : Prop :=
    match K with O => True | S K => Q s /\ forall s', leads s s' -> along_run Q K s' end.

  Lemma T_ext X Y s : (forall s', X s' = Y s') -> T X s = T Y s.
  Proof. intros H. apply Rle_antisym; apply T_le; intros; rewrite H; lra. Qed.

  Lemma expect_after_affine X Y a b c k s :
    expect_after (fun s => a * X s + b * Y s + c) k s = a * expect_after X k s + b * expect_after Y k s + c.
  Proof.
    revert s. induction k as [|k IH]; intros s; cbn [expect_after]; [easy|]. rewrite <- T_affine. now apply T_ext.
  Qed.

  Lemma expect_after_sum X K s :
    sum_of (S K) (fun k => expect_after X k s) = X s + T (fun s' => sum_of K (fun k => expect_after X k s')) s.
  Proof.
    rewrite sum_of_first. cbn [expect_after]. f_equal. induction K as [|K IH]; cbn [sum_of].
    - pose proof (T_affine X X 0 0 0 s) as H. rewrite (T_ext _ (fun _ => 0)) in H by (intros; lra). lra.
    - rewrite IH. pose proof (T_affine (fun s' => sum_of K (fun k => expect_after X k s')) (expect_after X K) 1 1 0 s)
        as H.
      rewrite (T_ext (fun s' => sum_of K (fun k => expect_after X k s') + expect_after X K s')
                 (fun s' => 1 * sum_of K (fun k => expect_after X k s') + 1 * expect_after X K s' + 0))
        by (intros; lra). lra.
  Qed.

  (** What every step brings, summed over the run, is at most V_0 >= 0. *)
  Lemma telescoped (Q : State -> Prop) (V D : State -> R) K s :
    (forall s, 0 <= V s) -> (forall s, Q s -> T V s + D s <= V s) ->
    along_run Q K s -> sum_of K (fun k => expect_after D k s) <= V s.
  Proof.
    intros HV HD. revert s. induction K as [|K IH]; intros s HK; [apply HV|].
    destruct HK as [Hs HK]. rewrite expect_after_sum. specialize (HD s Hs).
    assert (T (fun s' => sum_of K (fun k => expect_after D k s')) s <= T V s)
      by (apply T_le; intros; apply IH, HK; easy). lra.
  Qed.
End Run.

(** One step with one noise: outcome j leads from s to next s j. *)
Section OneNoise.
  Variables (State : Type) (N : nat) (p : vector) (next : State -> nat -> State).
  Hypothesis Hp : distribution N p.

  Definition noise_step (X : State -> R) (s : State) : R := expected N p (fun j => X (next s j)).
  Definition noise_leads (s s' : State) : Prop := exists j, (j < N)%nat /\ s' = next s j.

  Lemma noise_step_le X Y s : (forall s', noise_leads s s' -> X s' <= Y s') -> noise_step X s <= noise_step Y s.
  Proof. intros H. apply expected_le; [easy|]. intros j Hj. apply H. now exists j. Qed.

  Lemma noise_step_affine X Y a b c s :
    noise_step (fun s => a * X s + b * Y s + c) s = a * noise_step X s + b * noise_step Y s + c.
  Proof. unfold noise_step. now rewrite !expected_plus, !expected_scal, expected_const. Qed.
End OneNoise.

(** One step with two independent noises: outcomes j and l lead from s to next s j l. *)
Section TwoNoises.
  Variables (State : Type) (N : nat) (p : vector) (M : nat) (r : vector) (next : State -> nat -> nat -> State).
  Hypotheses (Hp : distribution N p) (Hr : distribution M r).

  Definition two_noise_step (X : State -> R) (s : State) : R :=
    expected N p (fun j => expected M r (fun l => X (next s j l))).
  Definition two_noise_leads (s s' : State) : Prop := exists j l, (j < N)%nat /\ (l < M)%nat /\ s' = next s j l.

  Lemma two_noise_step_le X Y s :
    (forall s', two_noise_leads s s' -> X s' <= Y s') -> two_noise_step X s <= two_noise_step Y s.
  Proof.
    intros H. apply expected_le; [easy|]. intros j Hj. apply expected_le; [easy|]. intros l Hl. apply H.
    now exists j, l.
  Qed.

  Lemma two_noise_step_affine X Y a b c s :
    two_noise_step (fun s => a * X s + b * Y s + c) s = a * two_noise_step X s + b * two_noise_step Y s + c.
  Proof.
    unfold two_noise_step.
    rewrite (expected_ext N p _ (fun j => (a * expected M r (fun l => X (next s j l))
                                           + b * expected M r (fun l => Y (next s j l))) + c)).
    - now rewrite !expected_plus, !expected_scal, expected_const.
    - intros j _. now rewrite !expected_plus, !expected_scal, expected_const.
  Qed.
End TwoNoises.
