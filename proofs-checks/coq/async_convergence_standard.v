(** Claim    asynchronous training of a network of M layers of any widths, with any of the activations and losses of
             theory section 3 and f* = 0: (1/K) Σ E|∇f(W_k)|² <= [2 f(W_0)/(αK) + 2α(L_f + α κ) s² + (1+u) s² mean_k
             E r_k²] /(1-(1+u) r²) with s² = Σ_m (D_m X_m)², L_f = |A|_2, L_S = |B diag(√(M-1-j))|_2, κ =
             (M-1)(1+1/u)(1+r)² L_S², all from om_m = r τ √(n_m n_{m+1}) and the constants of the table, E over all
             N^K paths of samples
    For      async_convergence
    Source   AP Thm 2
    Assumes  |x| <= χ and |y| <= Y for the N >= 1 samples, y one-hot for the cross-entropy; |W_0|_inf <= r_0 τ, 0 <=
             r_0 < r < 1, (1+u) r² < 1, u > 0, τ > 0, K >= 1, 0 < α <= 1/(L_f + √(L_f² + 2κ)) and α D_m X_m <= τ (1 -
             ((1-r)/(1-r_0))^(1/K)) in every layer *)

From Coq Require Import Reals Lra Lia Arith.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network StandardNetwork Expectation Training.
From Aimcert Require Import PipelineTraining.
From Aimcert Require Import bounded_iterates async_convergence async_convergence_a_priori.
From Aimcert Require activation_constants loss_constants.
Local Open Scope R_scope.

Theorem async_convergence_standard (M : nat) (n : nat -> nat) (a : nat -> activation_constants.activation)
    (l : loss_constants.loss) (N K : nat) (samples : nat -> sample) (W0 : tuple) (alpha tau u r0 r chi Y : R) :
  let net := standard_network M n a l in
  let c := standard_constants M n a l (fun m => r * tau * sqrt (INR (n (S m)) * INR (n m))) chi Y in
  let Lf := spectral_norm M M (stability_matrix M c true) in
  let LS := spectral_norm M M (delay_matrix M c) in
  let W := pipeline_weights net samples (analog_step alpha (/ tau)) W0 in
  (0 < N)%nat -> (0 < K)%nat -> (forall i, (i < N)%nat -> standard_sample M n l chi Y (samples i)) ->
  0 < alpha -> 0 < tau -> 0 < u -> 0 <= r0 < r /\ r < 1 -> (1 + u) * r^2 < 1 ->
  (forall m, (m < M)%nat ->
     alpha * (error_bound M c m * input_bound c m) <= tau * (1 - Rpower ((1 - r) / (1 - r0)) (/ INR K))) ->
  alpha <= descent_learning_rate Lf (kappa M u r LS) ->
  in_box net (r0 * tau) W0 ->
  mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
  <= async_convergence_bound M Lf LS r u (objective net N samples W0) alpha K
       (sum_of M (fun m => (error_bound M c m * input_bound c m)^2))
       (mean_over_run (mean_of N) K (fun h => (saturation_degree M n (/ tau) (W h))^2)).
Proof.
  intros net c Lf LS W HN HK Hs Hal Ht Hu Hr Hmargin Hbounded Hrate Hstart.
  destruct (Hs 0%nat HN) as (Hx & Hy & _).
  rewrite <- (Rminus_0_r (objective net N samples W0)).
  apply (async_convergence_a_priori net c N K samples W0 0 Lf LS alpha tau u r0 r); try easy.
  - apply standard_nonneg.
    + intros m _. repeat apply Rmult_le_pos; try lra. apply sqrt_pos.
    + eapply Rle_trans; [apply norm2_nonneg|exact Hx].
    + eapply Rle_trans; [apply norm2_nonneg|exact Hy].
  - apply standard_activations.
  - intros k Hk. now apply standard_sample_obeys, Hs.
  - intros k Hk. apply standard_differentiable. now apply (Hs k Hk).
  - apply spectral_norm_is_bound.
  - apply spectral_norm_is_bound.
  - intros m _. apply Rle_refl.
  - intros V _. now apply (standard_objective_nonneg M n a l chi Y).
Qed.
