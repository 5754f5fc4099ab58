(** Claim    for a network of any depth and widths, trained by the asynchronous pipeline on digital weights:
             (1/K) Σ E|∇f(W_k)|² <= 2Δ/(αK) + 2α(L_f + α κ) s², with f, ∇f and the delayed gradients those of the network,
             Δ = f(W_0) - f*, κ = (M-1) L_S², E over all N^K paths
    For      digital_async_convergence
    Source   AP Thm 3
    Assumes  0 < α <= 1/(L_f + √(L_f² + 2κ)); L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2 of the constants, om_m >= |W^(m)|_2
             for all weights of the runs; g_m(0) = 0, l_m, s_m bound |g_m'| and its slope, g_m' is the derivative of g_m;
             |x| <= χ, |∇l| <= Lam0 on |o| <= X_M, ∇l is the gradient of the loss and Lam1-Lipschitz; f >= f* where om
             covers; s_k² <= s² in every history *)

From Coq Require Import Reals Lra Lia Arith List FunctionalExtensionality.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Network Backpropagation Pipeline Expectation.
From Aimcert Require Training.
From Aimcert Require Import NetworkTraining digital_async_convergence.
Import ListNotations.
Local Open Scope R_scope.

Theorem network_digital_async_convergence (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample)
    (alpha L_f L_S f_star variance : R) (w0 : Training.tuple) :
  let M := layers net in
  let n := width net in
  let W := fun h => stored n (trained net samples alpha 0 w0 h) in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < K)%nat ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  (forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
  spectral_bound M M (stability_matrix M c true) L_f -> spectral_bound M M (delay_matrix M c) L_S ->
  (forall h, Training.history N K h -> covered net c (W h)) ->
  0 < alpha -> alpha <= Training.descent_learning_rate L_f (Training.digital_kappa M L_S) ->
  (forall U, covered net c U -> f_star <= objective net N samples U) ->
  (forall h, Training.history N (K - 1) h ->
     mean_of N (fun i => tuple_sq M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h))))
     <= variance) ->
  mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= digital_async_convergence_bound M L_f L_S (objective net N samples (W []) - f_star) alpha K variance.
Proof.
  intros M n W Hc Ha HN HK Hs Hd HLf HLS Hcov Hal Hrate Hlow Hv.
  assert (Hbefore : forall h, Training.history N K h ->
    forall d, covered net c (stored n (weights_before net samples alpha 0 w0 h d))).
  { intros h [Hl Hh] d. rewrite weights_before_is. apply Hcov. split.
    - rewrite skipn_length. lia.
    - rewrite <- (firstn_skipn d h) in Hh. now apply Forall_app in Hh. }
  assert (Hearlier : forall h i, Training.history N K (i :: h) -> Training.history N K h /\ (i < N)%nat).
  { intros h i [Hl Hh]. simpl in Hl. split; [split; [lia|now apply Forall_inv_tail in Hh]|now apply Forall_inv in Hh]. }
  assert (E : (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
            = (fun h => Training.tuple_norm_sq M (size n)
                 (Training.mean_gradient N (sample_gradient net samples) (trained net samples alpha 0 w0 h)))).
  { extensionality h. symmetry. apply (norm_sq_flattened M n (mean_gradient net N samples (W h))). }
  rewrite E.
  apply (digital_async_convergence M N K (size n) (fun w => covered net c (stored n w))
           (fun w => objective net N samples (stored n w)) (sample_gradient net samples) (trained net samples alpha 0 w0)
           (fun h => stale_gradient net samples (weights_before net samples alpha 0 w0 h))
           f_star L_f L_S alpha variance); try easy.
  - apply HLf.
  - now apply (network_smooth_on net samples c).
  - intros h i m e _ _. unfold trained. simpl. unfold Training.analog_step, Training.digital_step. ring.
  - intros h i Hh. destruct (Hearlier h i Hh) as [Hh' Hi].
    apply (network_delay_error net samples alpha 0 w0 c L_S N); try easy. now apply Hbefore.
  - intros h Hh. eapply Rle_trans; [|exact (Hv h Hh)]. right. apply mean_of_ext; intros i _.
    apply (norm_sq_flattened M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h)))).
  - intros h Hh _. apply Hlow. now apply Hcov.
Qed.
