(** Claim    for a network of any depth and widths, trained by the asynchronous pipeline on asymmetric linear devices:
             (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α(L_f + α κ) s² + (1+u) s² mean_k E r_k²]/(1-(1+u) r²), with f, ∇f and the
             delayed gradients those of the network, Δ = f(W_0) - f*, κ = (M-1)(1+1/u)(1+r)² L_S², E over all N^K paths
    For      async_convergence
    Source   AP Thm 2
    Assumes  (1+u) r² < 1, u > 0, r in (r_0, 1), |W_0|_inf <= r_0 τ, 0 < α <= 1/(L_f + √(L_f² + 2κ)) and
             α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K)) (`bounded_iterates`); L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2 of
             the constants with om_m >= r τ √(n_m n_{m+1}); g_m(0) = 0, l_m, s_m bound |g_m'| and its slope, g_m' is the
             derivative of g_m; |x| <= χ, |∇l| <= Lam0 on |o| <= X_M, ∇l is the gradient of the loss and Lam1-Lipschitz;
             f >= f* where om covers; s_k² <= s² and |W_k|_inf <= r_k τ, r_k <= r, in every history *)

From Coq Require Import Reals Lra Lia Arith List FunctionalExtensionality.
From Aimcert Require Import Sums Norms Smoothness Spaces SignalBounds Network Backpropagation Pipeline Expectation.
From Aimcert Require Training.
From Aimcert Require Import bounded_iterates NetworkTraining async_convergence.
Import ListNotations.
Local Open Scope R_scope.

Theorem network_async_convergence (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample)
    (tau alpha r0 r u L_f L_S f_star variance : R) (w0 : Training.tuple) (saturation : list nat -> R) :
  let M := layers net in
  let n := width net in
  let W := fun h => stored n (trained net samples alpha (/ tau) w0 h) in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < K)%nat ->
  (forall k, (k < N)%nat -> sample_obeys net c (samples k)) ->
  (forall k, (k < N)%nat -> differentiable net (sample_target (samples k))) ->
  spectral_bound M M (stability_matrix M c true) L_f -> spectral_bound M M (delay_matrix M c) L_S ->
  0 < tau -> 0 <= r0 < r /\ r < 1 -> in_box net (r0 * tau) (W []) ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  0 < alpha -> 0 < u -> (1 + u) * r^2 < 1 ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  alpha <= Training.descent_learning_rate L_f (Training.kappa M u r L_S) ->
  (forall U, covered net c U -> f_star <= objective net N samples U) ->
  (forall h, Training.history N (K - 1) h ->
     in_box net (saturation h * tau) (W h) /\ 0 <= saturation h <= r
     /\ mean_of N (fun i => tuple_sq M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h))))
        <= variance) ->
  mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= async_convergence_bound M L_f L_S r u (objective net N samples (W []) - f_star) alpha K variance
       (mean_over_run (mean_of N) K (fun h => (saturation h)^2)).
Proof.
  intros M n W Hc Ha HN HK Hs Hd HLf HLS Ht Hr Hstart Hom Hal Hu Hmargin Hbounded Hrate Hlow Hrun.
  assert (Hcov : forall h, Training.history N K h ->
    forall d, covered net c (stored n (weights_before net samples alpha (/ tau) w0 h d))).
  { intros h Hh d. apply (box_covered net c tau r0 r Ht Hr Hom).
    apply (run_in_box net c samples tau alpha r0 r K N w0 h); try easy. lra. }
  assert (Hearlier : forall h i, Training.history N K (i :: h) -> Training.history N K h /\ (i < N)%nat).
  { intros h i [Hl Hh]. simpl in Hl. split; [split; [lia|now apply Forall_inv_tail in Hh]|now apply Forall_inv in Hh]. }
  assert (E : (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
            = (fun h => Training.tuple_norm_sq M (size n)
                 (Training.mean_gradient N (sample_gradient net samples) (trained net samples alpha (/ tau) w0 h)))).
  { extensionality h. symmetry. apply (norm_sq_flattened M n (mean_gradient net N samples (W h))). }
  rewrite E.
  apply (async_convergence M N K (size n) (fun w => covered net c (stored n w))
           (fun w => objective net N samples (stored n w)) (sample_gradient net samples)
           (trained net samples alpha (/ tau) w0)
           (fun h => stale_gradient net samples (weights_before net samples alpha (/ tau) w0 h))
           saturation f_star L_f L_S alpha (/ tau) u r variance); try easy.
  - apply HLf.
  - left; now apply Rinv_0_lt_compat.
  - now apply (network_smooth_on net samples c).
  - intros h Hh. now apply (Hcov h Hh 0%nat).
  - intros h i Hh. destruct (Hearlier h i Hh) as [Hh' Hi].
    apply (network_delay_error net samples alpha (/ tau) w0 c L_S N); try easy. now apply Hcov.
  - intros h Hh. destruct (Hrun h Hh) as (Hbox & Hsat & _). split; [|easy].
    intros m e He. destruct (entry_place M n m e He) as (Hm & Hi & Hj).
    specialize (Hbox m _ _ Hm Hi Hj). unfold W in Hbox. rewrite stored_entry in Hbox.
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l by lra. lra.
  - intros h Hh. destruct (Hrun h Hh) as (_ & _ & Hv). eapply Rle_trans; [|exact Hv]. right.
    apply mean_of_ext; intros i _.
    apply (norm_sq_flattened M n (tuple_sub (gradient net (W h) (samples i)) (mean_gradient net N samples (W h)))).
  - intros h Hh _. apply Hlow. now apply (Hcov h Hh 0%nat).
Qed.
