(** Claim    for a network of any depth and widths, trained by mini-batches of B on asymmetric linear devices:
             (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α L_f s²/B]/(1-r²) + s² r²/(1-r²), with f and ∇f those of the network,
             Δ = f(W_0) - f*, E over all N^(KB) paths
    For      sync_convergence
    Source   AP Thm 1
    Assumes  r in (r_0, 1), |W_0|_inf <= r_0 τ, 0 < α <= 1/(2 L_f) and α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K))
             (`bounded_iterates`); L_f >= |A|_2 of the constants with om_m >= r τ √(n_m n_{m+1}); g_m(0) = 0, l_m, s_m bound
             |g_m'| and its slope, g_m' is the derivative of g_m; |x| <= χ, |∇l| <= Lam0 on |o| <= X_M, ∇l is the gradient
             of the loss and Lam1-Lipschitz; f >= f* where om covers; s_k² <= s² in every history *)

From Coq Require Import Reals Lra Lia Arith List FunctionalExtensionality.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Network Backpropagation Pipeline Expectation.
From Aimcert Require Training.
From Aimcert Require Import bounded_iterates NetworkTraining sync_descent sync_convergence.
Import ListNotations.
Local Open Scope R_scope.

Section Batches.
  Variables (net : architecture) (c : constants) (samples : nat -> sample) (tau alpha r0 r : R) (K B N : nat).
  Variable w0 : Training.tuple.
  Let M := layers net.
  Let n := width net.
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis alpha_nonneg : 0 <= alpha.
  Hypothesis r_range : 0 <= r0 < r /\ r < 1.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis B_pos : (0 < B)%nat.
  Hypothesis spectral_box : forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m.
  Hypothesis rate : forall m, (m < M)%nat ->
    alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K)).
  Hypothesis sampled : forall k, (k < N)%nat -> sample_obeys net c (samples k).
  Hypothesis start : in_box net (r0 * tau) (stored n w0).

  Let g := sample_gradient net samples.
  Let W := sync_weights alpha (/ tau) B g w0.
  Let beta := Rpower ((1 - r) / (1 - r0)) (/ INR K).
  Let kept k := (1 - r0) * beta ^ k.
  Let factor := 1 - (1 - beta) / INR B.

  Lemma kept_in_box w k : (k <= K)%nat -> keeps_distance net tau (kept k) (stored n w) -> in_box net (r * tau) (stored n w).
  Proof. intros Hk. apply (distance_in_box net tau r tau_pos). now apply kept_final. Qed.

  Lemma kept_within k b : (b <= B)%nat -> kept (S k) <= kept k * factor ^ b.
  Proof. intros Hb. now apply kept_minibatch. Qed.

  (** W_{k,b}, while W_k keeps its distance. *)
  Lemma batch_keeps_distance w k batch :
    (k < K)%nat -> keeps_distance net tau (kept k) (stored n w) -> Training.history N B batch ->
    keeps_distance net tau (kept k * factor ^ length batch) (stored n (mini_batch alpha (/ tau) B g w batch)).
  Proof.
    intros Hk Hw. assert (Hcov : covered net c (stored n w)).
    { apply (box_covered net c tau r0 r); try easy. apply (kept_in_box w k); [lia|easy]. }
    induction batch as [|i batch IH]; intros [Hl Hh]; [simpl; now rewrite Rmult_1_r|]. simpl in Hl.
    assert (E : kept k * factor ^ length (i :: batch) = kept k * factor ^ length batch * factor) by (simpl; ring).
    rewrite E.
    apply (update_keeps_distance net c tau alpha r0 r K nonneg activations tau_pos alpha_nonneg r_range K_pos rate B
             (stored n w) (stored n w) (samples i) (stored n (mini_batch alpha (/ tau) B g w batch))); try easy.
    - apply sampled. now apply Forall_inv in Hh.
    - apply Rle_trans with (kept (S k)); [now apply kept_nonneg|]. apply kept_within. lia.
    - apply IH. split; [lia|now apply Forall_inv_tail in Hh].
    - intros m a b Hm Ha Hb. unfold stored at 1. simpl.
      assert (HB : 0 < INR B) by (apply lt_0_INR; lia).
      rewrite Training.analog_step_device by (apply Rmult_le_pos; [easy|left; now apply Rinv_0_lt_compat]).
      unfold analog_update. do 3 f_equal. unfold g, sample_gradient. now rewrite flattened_at.
  Qed.

  Lemma batches_keep_distance h : batch_history N B K h -> keeps_distance net tau (kept (length h)) (stored n (W h)).
  Proof.
    induction h as [|batch h IH]; intros [Hl Hh]; [now apply (start_keeps_distance net tau r0 r K)|]. simpl in Hl.
    assert (Hb : possible_path (fun i => (i < N)%nat) B batch) by now apply Forall_inv in Hh.
    destruct Hb as [Hlb Hb].
    assert (Hw : keeps_distance net tau (kept (length h)) (stored n (W h))).
    { apply IH. split; [lia|now apply Forall_inv_tail in Hh]. }
    intros m i j Hm Hi Hj. eapply Rle_trans; [apply (kept_within (length h) (length batch)); lia|].
    apply (batch_keeps_distance (W h) (length h) batch); try easy. split; [lia|easy].
  Qed.

  Lemma batches_in_box h : batch_history N B K h -> in_box net (r * tau) (stored n (W h)).
  Proof. intros Hh. apply (kept_in_box _ (length h)); [apply Hh|now apply batches_keep_distance]. Qed.

  Lemma batch_in_box h batch :
    batch_history N B (K - 1) h -> Training.history N B batch ->
    in_box net (r * tau) (stored n (mini_batch alpha (/ tau) B g (W h) batch)).
  Proof.
    intros [Hl Hh] Hb. apply (distance_in_box net tau r tau_pos (kept (length h) * factor ^ length batch)).
    - eapply Rle_trans; [|apply kept_within; apply Hb]. apply kept_final; try easy. lia.
    - apply batch_keeps_distance; [lia| |easy]. apply batches_keep_distance. split; [lia|easy].
  Qed.
End Batches.

Theorem network_sync_convergence (net : architecture) (c : constants) (N K B : nat) (samples : nat -> sample)
    (tau alpha r0 r L_f f_star variance : R) (w0 : Training.tuple) :
  let M := layers net in
  let n := width net in
  let W := fun h => stored n (sync_weights alpha (/ tau) B (sample_gradient net samples) w0 h) in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < K)%nat -> (0 < B)%nat ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  (forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
  spectral_bound M M (stability_matrix M c true) L_f ->
  0 < tau -> 0 <= r0 < r /\ r < 1 -> in_box net (r0 * tau) (stored n w0) ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  0 < alpha -> alpha <= 1 / (2 * L_f) ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  (forall U, covered net c U -> f_star <= objective net N samples U) ->
  (forall h, batch_history N B (K - 1) h ->
     mean_of N (fun i => tuple_sq M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h))))
     <= variance) ->
  mean_over_run (over_paths (mean_of N) B) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= sync_convergence_bound (objective net N samples (stored n w0) - f_star) alpha K L_f B variance r.
Proof.
  intros M n W Hc Ha HN HK HB Hs Hd HLf Ht Hr Hstart Hom Hal Hrate Hbounded Hlow Hv.
  assert (Hcov : forall h, batch_history N B K h -> covered net c (W h)).
  { intros h Hh. apply (box_covered net c tau r0 r); try easy.
    apply (batches_in_box net c samples tau alpha r0 r K B N w0); try easy. lra. }
  assert (E : (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
            = (fun h => Training.tuple_norm_sq M (size n) (Training.mean_gradient N (sample_gradient net samples)
                 (sync_weights alpha (/ tau) B (sample_gradient net samples) w0 h)))).
  { extensionality h. symmetry. apply (norm_sq_flattened M n (mean_gradient net N samples (W h))). }
  rewrite E.
  apply (sync_convergence M N B K (size n) (fun w => covered net c (stored n w))
           (fun w => objective net N samples (stored n w)) (sample_gradient net samples) w0
           f_star L_f alpha (/ tau) r variance); try easy.
  - apply HLf.
  - left; now apply Rinv_0_lt_compat.
  - now apply (network_smooth_on net samples c).
  - intros h batch Hh [Hl Hb] m e He. destruct (entry_place M n m e He) as (Hm & Hi & Hj).
    assert (Hbox : in_box net (r * tau)
                     (stored n (mini_batch alpha (/ tau) B (sample_gradient net samples)
                        (sync_weights alpha (/ tau) B (sample_gradient net samples) w0 h) batch))).
    { apply (batch_in_box net c samples tau alpha r0 r K B N w0); try easy; [lra|]. split; [lia|easy]. }
    specialize (Hbox m _ _ Hm Hi Hj). rewrite stored_entry in Hbox.
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - intros h Hh. eapply Rle_trans; [|exact (Hv h Hh)]. right. apply mean_of_ext; intros i _.
    apply (norm_sq_flattened M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h)))).
  - intros h Hh _. apply Hlow. now apply Hcov.
  - lra.
Qed.
