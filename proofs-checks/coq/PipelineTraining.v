(** Training of a network in the asynchronous pipeline, as a function of the samples used so far: what smooth_objective,
    gradient_delay_error and bounded_iterates say about every history of a run. *)

From Coq Require Import Reals Lra Lia Arith List FunctionalExtensionality.
From Aimcert Require Import Sums Norms Spaces Device SignalBounds Network Backpropagation Pipeline Expectation Training.
From Aimcert Require Import smooth_objective gradient_delay_error bounded_iterates.
Import ListNotations.
Local Open Scope R_scope.

Section Weights.
  Variables (net : architecture) (samples : nat -> sample) (step : tuple -> tuple -> tuple) (W0 : tuple).

  (** W_0, .., W_k along a history of k samples, and W_k from there on; an update maps G~ and W_k to W_{k+1}. *)
  Fixpoint trajectory (h : list nat) : nat -> tuple :=
    match h with
    | [] => fun _ => W0
    | i :: earlier =>
        let W := trajectory earlier in
        let k := length earlier in
        fun j => if j <=? k then W j
                 else step (backpropagated net (stale (layers net) W k) (W k) (samples i)) (W k)
    end.

  (** W_k after a history of k samples, and the gradient G~ of sample i then: forward on stale, backward on fresh weights. *)
  Definition pipeline_weights (h : list nat) : tuple := trajectory h (length h).
  Definition pipeline_gradient (h : list nat) (i : nat) : tuple :=
    backpropagated net (stale (layers net) (along pipeline_weights h) (length h)) (pipeline_weights h) (samples i).

  Lemma trajectory_along h : along pipeline_weights h = trajectory h.
  Proof.
    extensionality j. induction h as [|i h IH].
    - unfold along, first_of_path. now rewrite skipn_nil.
    - cbn [trajectory]. destruct (Nat.leb_spec j (length h)) as [Hj|Hj].
      + now rewrite along_earlier.
      + unfold along, first_of_path. cbn [length]. replace (S (length h) - j)%nat with O by lia. cbn [skipn].
        unfold pipeline_weights. cbn [trajectory length].
        destruct (Nat.leb_spec (S (length h)) (length h)); [lia|easy].
  Qed.

  Lemma pipeline_start : pipeline_weights [] = W0.
  Proof. reflexivity. Qed.

  Lemma pipeline_step h i : pipeline_weights (i :: h) = step (pipeline_gradient h i) (pipeline_weights h).
  Proof.
    unfold pipeline_weights at 1. cbn [trajectory length].
    destruct (Nat.leb_spec (S (length h)) (length h)); [lia|].
    unfold pipeline_gradient. now rewrite trajectory_along.
  Qed.
End Weights.

(** The gradient of sample i. *)
Definition sample_gradient (net : architecture) (samples : nat -> sample) (i : nat) (W : tuple) : tuple :=
  gradient net W (samples i).

Lemma history_first N K h j : history N K h -> history N K (first_of_path j h).
Proof.
  intros [Hl Hh]. unfold first_of_path. split; [rewrite skipn_length; lia|].
  rewrite Forall_forall in *. intros x Hx. apply Hh. rewrite <- (firstn_skipn (length h - j) h).
  apply in_or_app. now right.
Qed.

Section Facts.
  Variables (net : architecture) (c : constants) (N : nat) (samples : nat -> sample).
  Let M := layers net.
  Let n := width net.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis sampled : forall i, (i < N)%nat -> sample_obeys net c (samples i).

  Lemma network_smooth Lf :
    (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
    spectral_bound M M (stability_matrix M c true) Lf ->
    smooth_on M n (covered net c) (objective net N samples) (expected_gradient N (sample_gradient net samples)) Lf.
  Proof.
    intros Hd HL W W' HW HW'.
    now apply (smooth_objective net c N samples Lf W W' nonneg activations N_pos sampled HW HW' HL).
  Qed.

  Lemma network_delay_error LS step W0 K h i :
    spectral_bound M M (delay_matrix M c) LS ->
    (forall h, history N K h -> covered net c (pipeline_weights net samples step W0 h)) ->
    history N K h -> (i < N)%nat ->
    tuple_sq M n (tuple_sub (sample_gradient net samples i (pipeline_weights net samples step W0 h))
                            (pipeline_gradient net samples step W0 h i))
    <= LS^2 * history_delay M n (pipeline_weights net samples step W0) h.
  Proof.
    intros HL Hcov Hh Hi.
    pose proof (gradient_delay_error net c (samples i) (along (pipeline_weights net samples step W0) h) (length h) LS
                  nonneg activations (sampled i Hi)) as error.
    rewrite along_last in error. apply error; [|easy]. intros j Hj. now apply Hcov, history_first.
  Qed.
End Facts.
