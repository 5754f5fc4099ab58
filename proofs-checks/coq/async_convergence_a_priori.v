(** Claim    async_convergence with nothing assumed of the weights of the run but |W_0|_inf <= r_0 τ, s² = Σ_m (D_m X_m)²:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α(L_f + α κ) s² + (1+u) s² mean_k E r_k²]/(1-(1+u) r²)
    For      async_convergence
    Source   AP Thm 2
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2,
               om_m >= r τ √(n_m n_{m+1}); |W_0|_inf <= r_0 τ, 0 <= r_0 < r < 1, (1+u) r² < 1;
               α <= 1/(L_f + √(L_f² + 2κ)) and α D_m X_m <= τ (1 - ((1-r)/(1-r_0))^(1/K)); f >= f* where
               |W|_inf <= r τ; τ > 0, α > 0, u > 0, K >= 1 *)

From Coq Require Import Reals Lra Lia List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining bounded_iterates async_convergence.
Local Open Scope R_scope.

Theorem async_convergence_a_priori (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample)
    (W0 : tuple) (f_star Lf LS alpha tau u r0 r : R) :
  let M := layers net in
  let n := width net in
  let W := pipeline_weights net samples (analog_step alpha (/ tau)) W0 in
  let f := objective net N samples in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat -> (0 < K)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> spectral_bound M M (delay_matrix M c) LS ->
  0 < alpha -> 0 < tau -> 0 < u -> 0 <= r0 < r /\ r < 1 -> (1 + u) * r^2 < 1 ->
  (forall m, (m < M)%nat -> r * tau * sqrt (INR (n (S m)) * INR (n m)) <= spectral c m) ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  alpha <= descent_learning_rate Lf (kappa M u r LS) ->
  in_box net (r0 * tau) W0 -> (forall V, in_box net (r * tau) V -> f_star <= f V) ->
  mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= async_convergence_bound M Lf LS r u (f W0 - f_star) alpha K
       (sum_of M (fun m => (error_bound M c m * input_bound c m)^2))
       (mean_over_run (mean_of N) K (fun h => (saturation_degree M n (/ tau) (W h))^2)).
Proof.
  intros M n W f Hc Ha HN HK Hs Hd HLf HLS Halpha Htau Hu Hr Hmargin Hom Hbounded Hrate Hstart Hf.
  assert (box : forall h, history N K h -> in_box net (r * tau) (W h)).
  { intros h Hh. apply (pipeline_in_box net c N K samples W0 tau alpha r0 r); auto. lra. }
  assert (earlier : forall h, history N (K - 1) h -> history N K h) by (intros h [Hl Hh]; split; [lia|easy]).
  assert (met : forall h, history N K h -> covered net c (W h)).
  { intros h Hh. apply (box_covered net c tau r0 r); auto. }
  apply (async_convergence net c N K samples W0 f_star Lf LS alpha tau u r); auto.
  - intros h Hh. apply saturation_degree_least; [lra|now apply Rinv_0_lt_compat|]. intros m a b (Hm & Hi & Hj).
    apply (Rmult_le_reg_r tau); [easy|]. rewrite Rmult_assoc, Rinv_l, Rmult_1_r by lra. now apply box; auto.
  - intros h Hh. apply a_priori_variance; auto.
Qed.
