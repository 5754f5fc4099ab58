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

  (** W_k after a history of k samples, and the gradient G~ of sample i then: forward on stale, backward on fresh
      weights. *)
  Definition pipeline_weights (h : list nat) : tuple := trajectory h (length h).
  Definition pipeline_gradient (h : list nat) (i : nat) : tuple :=
    let stale_weights := stale (layers net) (weights_along pipeline_weights h) (length h) in
    backpropagated net stale_weights (pipeline_weights h) (samples i).

  Lemma trajectory_along h : weights_along pipeline_weights h = trajectory h.
  Proof.
    extensionality j. induction h as [|i h IH].
    - unfold weights_along, first_of_path. now rewrite skipn_nil.
    - cbn [trajectory]. destruct (Nat.leb_spec j (length h)) as [Hj|Hj].
      + now rewrite along_earlier.
      + unfold weights_along, first_of_path. cbn [length]. replace (S (length h) - j)%nat with O by lia. cbn [skipn].
        unfold pipeline_weights. cbn [trajectory length].
        destruct (Nat.leb_spec (S (length h)) (length h)); [lia|easy].
  Qed.

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

  Lemma network_delay_error LS step W0 h i :
    let W := pipeline_weights net samples step W0 in
    spectral_bound M M (delay_matrix M c) LS ->
    (forall j, (j <= length h)%nat -> covered net c (weights_along W h j)) -> (i < N)%nat ->
    tuple_sq M n (tuple_sub (sample_gradient net samples i (W h)) (pipeline_gradient net samples step W0 h i))
    <= LS^2 * history_delay M n W h.
  Proof.
    intros W HL Hcov Hi.
    pose proof (gradient_delay_error net c (samples i) (weights_along W h) (length h) LS
                  nonneg activations (sampled i Hi)) as error.
    rewrite along_last in error. now apply error.
  Qed.
End Facts.

(** ** A priori: what bounded_iterates says about every history *)

Section Bounded.
  Variables (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample) (W0 : tuple).
  Variables (tau alpha r0 r : R).
  Let M := layers net.
  Let n := width net.
  Let W := pipeline_weights net samples (analog_step alpha (/ tau)) W0.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis sampled : forall i, (i < N)%nat -> sample_obeys net c (samples i).
  Hypothesis alpha_nonneg : 0 <= alpha.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis r_range : 0 <= r0 < r /\ r < 1.
  Hypothesis spectral_box : forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m.
  Hypothesis rate : forall m, (m < M)%nat ->
    alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K)).
  Hypothesis start : in_box net (r0 * tau) W0.

  (** The weights along a path follow the pipeline's update. *)
  Lemma along_path_step h k m a b : (k < length h)%nat ->
    weights_along W h (S k) m a b
    = asynchronous_update net tau alpha (weights_along W h) k (samples (nth (length h - S k) h O)) m a b.
  Proof.
    intros Hk. unfold weights_along at 1. rewrite (first_of_path_next O) by easy. unfold W.
    rewrite pipeline_step. fold W.
    rewrite analog_step_device by easy. unfold asynchronous_update, analog_update, pipeline_gradient. fold W.
    rewrite first_of_path_length by lia.
    replace (stale (layers net) (weights_along W (first_of_path k h)) k)
      with (stale (layers net) (weights_along W h) k); [easy|].
    extensionality l. unfold stale, weights_along. now rewrite first_of_first by lia.
  Qed.

  Lemma path_in_box h k :
    length h = K -> Forall (fun i => (i < N)%nat) h -> (k <= K)%nat -> in_box net (r * tau) (weights_along W h k).
  Proof.
    intros Hl Hh. apply (bounded_iterates net c tau alpha r0 r K (fun k => samples (nth (length h - S k) h O))); auto.
    - intros j Hj. apply sampled. rewrite Forall_forall in Hh. apply Hh, nth_In. lia.
    - unfold weights_along, first_of_path. now rewrite Nat.sub_0_r, skipn_all.
    - intros j m a b Hj _ _ _. apply along_path_step. lia.
  Qed.

  Lemma pipeline_in_box h : history N K h -> in_box net (r * tau) (W h).
  Proof.
    intros [Hl Hh]. set (longer := repeat O (K - length h) ++ h).
    assert (Hlonger : length longer = K) by (unfold longer; rewrite app_length, repeat_length; lia).
    replace (W h) with (weights_along W longer (length h)).
    - apply path_in_box; [easy| |easy]. apply Forall_app. split; [|easy].
      apply Forall_forall. intros x Hx. now rewrite (repeat_spec _ _ _ Hx).
    - unfold weights_along, longer. now rewrite first_of_longer.
  Qed.
End Bounded.

(** s² <= E|g_i|² <= Σ_m (D_m X_m)². *)
Lemma a_priori_variance net c N samples W :
  nonnegative (layers net) c -> activations_obey net c -> (0 < N)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) -> covered net c W ->
  noise_variance (layers net) (width net) N (sample_gradient net samples) W
  <= sum_of (layers net) (fun m => (error_bound (layers net) c m * input_bound c m)^2).
Proof.
  intros Hc Ha HN Hs HW. set (B := sum_of _ _).
  pose proof (second_moment (layers net) (width net) N (sample_gradient net samples) W HN) as moment.
  pose proof (tuple_sq_nonneg (layers net) (width net) (expected_gradient N (sample_gradient net samples) W)).
  enough (mean_of N (fun i => tuple_sq (layers net) (width net) (sample_gradient net samples i W)) <= B) by lra.
  rewrite <- (mean_of_const N B HN). apply mean_of_le. intros i Hi. apply sum_of_le. intros m Hm.
  rewrite <- frobenius_pow2. apply pow_incr. split; [apply frobenius_nonneg|].
  unfold sample_gradient, gradient, backpropagated. rewrite frobenius_outer.
  apply Rmult_le_compat; try apply norm2_nonneg.
  - apply (network_error_bound net c Hc Ha (samples i) (Hs i Hi)); easy.
  - apply (network_input_bound net c Hc Ha (samples i) (Hs i Hi)); auto with arith.
Qed.
