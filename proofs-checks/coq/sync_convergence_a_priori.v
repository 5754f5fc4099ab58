(** Claim    sync_convergence with nothing assumed of the weights of the run but |W_0|_inf <= r_0 τ, s² = Σ_m (D_m X_m)²:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α L_f s²/B]/(1-r²) + s² r²/(1-r²)
    For      sync_convergence
    Source   AP Thm 1
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, om_m >= r τ √(n_m n_{m+1});
               |W_0|_inf <= r_0 τ, 0 <= r_0 < r < 1; α <= 1/(2 L_f) and α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K));
               f >= f* where |W|_inf <= r τ; τ > 0, α > 0, B >= 1, K >= 1 *)

From Coq Require Import Reals Lra Lia List.
From Aimcert Require Import Sums Norms Spaces Device SignalBounds Network Backpropagation Pipeline Expectation Training.
From Aimcert Require Import PipelineTraining bounded_iterates sync_descent sync_convergence.
Import ListNotations.
Local Open Scope R_scope.

(** ** What bounded_iterates says about every history of mini-batches *)

Section Bounded.
  Variables (net : architecture) (c : constants) (N B K : nat) (samples : nat -> sample) (W0 : tuple).
  Variables (tau alpha r0 r : R).
  Let M := layers net.
  Let n := width net.
  Let g := sample_gradient net samples.
  Let W := sync_weights alpha (/ tau) B g W0.
  Let V h batch := mini_batch alpha (/ tau) B g (W h) batch.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis sampled : forall i, (i < N)%nat -> sample_obeys net c (samples i).
  Hypothesis alpha_nonneg : 0 <= alpha.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis r_range : 0 <= r0 < r /\ r < 1.
  Hypothesis spectral_box : forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m.
  Hypothesis rate : forall m, (m < M)%nat ->
    alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K)).
  Hypothesis start : in_box net (r0 * tau) W0.

  Section Path.
    Variable h : list (list nat).
    Hypothesis h_length : length h = K.
    Hypothesis h_possible : Forall (possible_path (fun i => (i < N)%nat) B) h.
    Let batch k := nth (length h - S k) h [].

    Lemma batch_possible k : (k < K)%nat -> possible_path (fun i => (i < N)%nat) B (batch k).
    Proof. intros Hk. rewrite Forall_forall in h_possible. apply h_possible, nth_In. lia. Qed.

    Lemma batch_path_in_box :
      (forall k, (k <= K)%nat -> in_box net (r * tau) (W (first_of_path k h)))
      /\ (forall k b, (k < K)%nat -> (b <= B)%nat ->
            in_box net (r * tau) (V (first_of_path k h) (first_of_path b (batch k)))).
    Proof.
      apply (bounded_iterates_minibatch net c tau alpha r0 r K B
               (fun k b => samples (nth (length (batch k) - S b) (batch k) O))); auto.
      - intros k b Hk Hb. apply sampled. destruct (batch_possible k Hk) as [Hl Hp]. rewrite Forall_forall in Hp.
        apply Hp, nth_In. lia.
      - now rewrite first_of_path_none.
      - intros k _. now rewrite first_of_path_none.
      - intros k b m i j Hk Hb _ _ _. destruct (batch_possible k Hk) as [Hl _]. unfold V.
        rewrite (first_of_path_next O b) by lia. cbn [mini_batch].
        rewrite analog_step_device; [easy|]. apply Rmult_le_pos; [easy|].
        left. now apply Rinv_0_lt_compat, lt_0_INR.
      - intros k Hk. destruct (batch_possible k Hk) as [Hl _].
        rewrite (first_of_path_next [] k) by lia. unfold V. rewrite <- Hl at 2. now rewrite first_of_path_all.
    Qed.
  End Path.

  Lemma zeros_possible b batch :
    (length batch <= b)%nat -> Forall (fun i => (i < N)%nat) batch ->
    possible_path (fun i => (i < N)%nat) b (repeat O (b - length batch) ++ batch).
  Proof.
    intros Hl Hb. split; [rewrite app_length, repeat_length; lia|]. apply Forall_app. split; [|easy].
    apply Forall_forall. intros x Hx. now rewrite (repeat_spec _ _ _ Hx).
  Qed.

  Lemma longer_possible k (h : list (list nat)) :
    (length h <= k)%nat -> Forall (possible_path (fun i => (i < N)%nat) B) h ->
    length (repeat (repeat O B) (k - length h) ++ h) = k
    /\ Forall (possible_path (fun i => (i < N)%nat) B) (repeat (repeat O B) (k - length h) ++ h).
  Proof.
    intros Hl Hh. split; [rewrite app_length, repeat_length; lia|]. apply Forall_app. split; [|easy].
    apply Forall_forall. intros x Hx. rewrite (repeat_spec _ _ _ Hx).
    pose proof (zeros_possible B [] (Nat.le_0_l B) (Forall_nil _)) as H. now rewrite app_nil_r, Nat.sub_0_r in H.
  Qed.

  Lemma sync_weights_in_box h : batch_history N B K h -> in_box net (r * tau) (W h).
  Proof.
    intros [Hl Hh]. destruct (longer_possible K h Hl Hh) as [Hlonger Hpossible].
    rewrite <- (first_of_longer (repeat (repeat O B) (K - length h)) h). now apply batch_path_in_box.
  Qed.

  Lemma mini_batch_in_box h batch :
    batch_history N B (K - 1) h -> history N (B - 1) batch -> in_box net (r * tau) (V h batch).
  Proof.
    intros [Hl Hh] [Hbl Hb]. pose proof (zeros_possible B batch ltac:(lia) Hb) as Hfull.
    set (full := repeat O (B - length batch) ++ batch) in *.
    assert (Hl' : (length (full :: h) <= K)%nat) by (simpl; lia).
    destruct (longer_possible K (full :: h) Hl' (Forall_cons _ Hfull Hh)) as [Hlonger Hpossible].
    set (later := repeat (repeat O B) (K - length (full :: h))) in *.
    destruct (batch_path_in_box _ Hlonger Hpossible) as [_ inside].
    specialize (inside (length h) (length batch) ltac:(simpl in *; lia) ltac:(lia)).
    replace (first_of_path (length h) (later ++ full :: h)) with h in inside.
    2:{ change (full :: h) with ([full] ++ h). now rewrite app_assoc, first_of_longer. }
    replace (nth (length (later ++ full :: h) - S (length h)) (later ++ full :: h) []) with full in inside.
    2:{ rewrite app_length. cbn [length].
        replace (length later + S (length h) - S (length h))%nat with (length later) by lia. now rewrite nth_middle. }
    unfold full in inside. now rewrite first_of_longer in inside.
  Qed.
End Bounded.

Theorem sync_convergence_a_priori (net : architecture) (c : constants) (N B K : nat) (samples : nat -> sample)
    (W0 : tuple) (f_star Lf alpha tau r0 r : R) :
  let M := layers net in
  let n := width net in
  let W := sync_weights alpha (/ tau) B (sample_gradient net samples) W0 in
  let f := objective net N samples in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < B)%nat -> (0 < K)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> 0 < alpha -> 0 < tau -> 0 <= r0 < r /\ r < 1 ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  alpha <= 1 / (2 * Lf) ->
  in_box net (r0 * tau) W0 -> (forall V, in_box net (r * tau) V -> f_star <= f V) ->
  mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= sync_convergence_bound (f W0 - f_star) alpha K Lf B
       (sum_of M (fun m => (error_bound M c m * input_bound c m)^2)) r.
Proof.
  intros M n W f Hc Ha HN HB HK Hs Hd HLf Halpha Htau Hr Hom Hbounded Hrate Hstart Hf.
  assert (box : forall h, batch_history N B K h -> in_box net (r * tau) (W h)).
  { intros h Hh. apply (sync_weights_in_box net c N B K samples W0 tau alpha r0 r); auto. lra. }
  assert (met : forall h, batch_history N B K h -> covered net c (W h)).
  { intros h Hh. apply (box_covered net c tau r0 r); auto. }
  apply (sync_convergence net c N B K samples W0 f_star Lf alpha tau r); auto.
  - lra.
  - intros h batch Hh Hb. apply saturation_degree_least; [lra|now apply Rinv_0_lt_compat|]. intros m a b (Hm & Hi & Hj).
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra.
    apply (mini_batch_in_box net c N B K samples W0 tau alpha r0 r); auto. lra.
  - intros h [Hl Hh]. apply a_priori_variance; auto. apply met. split; [lia|easy].
Qed.
