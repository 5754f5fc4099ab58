(** Claim    With c = (α/2)(1+1/u)(1+r)² L_S², κ = (M-1)(1+1/u)(1+r)² L_S², α <= 1/(L_f + √(L_f² + 2κ)) and
               V_k = f(W_k) - f* + c A_k:
               E_k V_{k+1} <= V_k - (α/2)(1-(1+u) r_k²)|∇f|² + α²(L_f + α κ) s_k² + (α/2)(1+u) r_k² s_k²,
               in the asynchronous pipeline, for a network of any depth and widths, after any samples
    Source   AP 27-28
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2; om_m >= |W_j^(m)|_2 for j <= k
               and for each W_{k+1}; r_k = |W_k|_inf/τ <= r; α > 0, u > 0, 1/τ >= 0, 0 for digital weights
    Derived  lyapunov_descent_derived: any objective with a quadratic upper bound, any delayed gradients with
               |g_i(W_k) - G~_i|² <= L_S² Σ_m Q_k^(m), any r_k with |W_k|_inf/τ <= r_k <= r *)

From Coq Require Import Reals Lra Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining sufficient_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition lyapunov_descent_bound (M : nat) (Lf LS r_max u alpha lyapunov gradient_sq variance r : R) : R :=
  lyapunov - alpha / 2 * (1 - (1 + u) * r^2) * gradient_sq
  + alpha^2 * (Lf + alpha * kappa M u r_max LS) * variance + alpha / 2 * (1 + u) * r^2 * variance.

Section LyapunovDescent.
  Variables (M N : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (h : list nat).
  Variables (f_star Lf LS alpha inverse_tau u r r_max : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis at_hand : set (W h).
  Hypothesis reached : forall i, (i < N)%nat -> set (W (i :: h)).
  Hypothesis step : forall i m a b, (i < N)%nat -> entry M n m a b ->
    W (i :: h) m a b = analog_step alpha inverse_tau (delayed h i) (W h) m a b.
  Hypothesis delay_error : forall i, (i < N)%nat ->
    tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)) <= LS^2 * history_delay M n W h.
  Hypothesis saturation : saturation_within M n inverse_tau r (W h).
  Hypothesis r_nonneg : 0 <= r.
  Hypothesis r_within : r <= r_max.
  Hypothesis rate : alpha <= descent_learning_rate Lf (kappa M u r_max LS).

  Definition lyapunov (W : list nat -> tuple) (h : list nat) : R :=
    f (W h) - f_star + auxiliary_weight alpha u r_max LS * history_auxiliary M n W h.

  Lemma lyapunov_descent_derived :
    mean_of N (fun i => lyapunov W (i :: h))
    <= lyapunov_descent_bound M Lf LS r_max u alpha (lyapunov W h)
         (tuple_sq M n (expected_gradient N g (W h))) (noise_variance M n N g (W h)) r.
  Proof.
    pose proof (sufficient_descent_derived M N n set f g W delayed h Lf LS alpha inverse_tau u r N_pos alpha_pos u_pos
                  Lf_nonneg inverse_tau_nonneg smooth at_hand reached step delay_error saturation) as descent.
    unfold sufficient_descent_bound in descent.
    assert (weights : auxiliary_weight alpha u r LS * history_delay M n W h
                      <= auxiliary_weight alpha u r_max LS * history_delay M n W h).
    { assert (0 < 1 / u) by (apply Rdiv_lt_0_compat; lra).
      apply Rmult_le_compat_r; [now apply history_delay_nonneg|]. unfold auxiliary_weight, delay_weight.
      apply Rmult_le_compat_l; [lra|]. apply Rmult_le_compat_r; [apply pow2_ge_0|].
      apply Rmult_le_compat_l; [lra|]. apply pow_incr; lra. }
    pose proof (delay_weight_nonneg u r_max LS u_pos) as weight_nonneg.
    pose proof (learning_rate_rule alpha Lf (kappa M u r_max LS) alpha_pos Lf_nonneg
                  (Rmult_le_pos _ _ (pos_INR _) weight_nonneg) rate) as rule.
    unfold lyapunov, lyapunov_descent_bound, auxiliary_weight, kappa in *.
    eapply Rle_trans.
    - set (c := alpha / 2 * delay_weight u r_max LS).
      rewrite (mean_of_ext N _ (fun i => (f (W (i :: h)) + c * history_auxiliary M n W (i :: h)) - f_star))
        by (intros; ring).
      rewrite mean_of_minus, mean_of_const by easy. apply Rplus_le_compat_r.
      apply (absorbed_delay M N n f g W h Lf alpha (delay_weight u r_max LS)
               (alpha / 2 * (1 - (1 + u) * r^2) * tuple_sq M n (expected_gradient N g (W h)))
               (alpha / 2 * (1 + u) * r^2 * noise_variance M n N g (W h))); auto. lra.
    - lra.
  Qed.
End LyapunovDescent.

Theorem lyapunov_descent (net : architecture) (c : constants) (N : nat) (samples : nat -> sample) (W0 : tuple)
    (h : list nat) (f_star Lf LS alpha inverse_tau u r : R) :
  let M := layers net in
  let n := width net in
  let W := pipeline_weights net samples (analog_step alpha inverse_tau) W0 in
  let V := lyapunov M n (objective net N samples) f_star LS alpha u r W in
  let r_k := saturation_degree M n inverse_tau (W h) in
  nonnegative M c -> activations_obey net c -> (0 < N)%nat ->
  (forall i, (i < N)%nat -> sample_obeys net c (samples i)) ->
  (forall i, (i < N)%nat -> differentiable net (sample_target (samples i))) ->
  spectral_bound M M (stability_matrix M c true) Lf -> spectral_bound M M (delay_matrix M c) LS ->
  0 < alpha -> 0 <= inverse_tau -> 0 < u -> r_k <= r -> alpha <= descent_learning_rate Lf (kappa M u r LS) ->
  (forall j, (j <= length h)%nat -> covered net c (weights_along W h j)) ->
  (forall i, (i < N)%nat -> covered net c (W (i :: h))) ->
  mean_of N (fun i => V (i :: h))
  <= lyapunov_descent_bound M Lf LS r u alpha (V h) (tuple_sq M n (mean_gradient net N samples (W h)))
       (noise_variance M n N (sample_gradient net samples) (W h)) r_k.
Proof.
  intros M n W V r_k Hc Ha HN Hs Hd HLf HLS Halpha Htau Hu Hr Hrate Hcov Hnext.
  apply (lyapunov_descent_derived M N n (covered net c) (objective net N samples) (sample_gradient net samples) W
           (pipeline_gradient net samples (analog_step alpha inverse_tau) W0) h f_star Lf LS alpha inverse_tau); auto.
  - apply HLf.
  - now apply network_smooth.
  - rewrite <- (along_last W h). now apply Hcov.
  - intros i m a b _ _. unfold W. now rewrite pipeline_step.
  - intros i Hi. now apply (network_delay_error net c N samples Hc Ha Hs).
  - now apply saturation_degree_bounds.
  - now apply saturation_degree_nonneg.
Qed.
