(** Claim    For (1+u) r² < 1 and α <= 1/(L_f + √(L_f² + 2κ)), κ = (M-1)(1+1/u)(1+r)² L_S², Δ = f(W_0) - f*:
               (1/K) Σ E|∇f(W_k)|² <= [2Δ/(αK) + 2α(L_f + α κ) s² + (1+u) s² mean_k E r_k²]/(1-(1+u) r²),
               E over all N^K paths of samples, r_k = |W_k|_inf/τ, for a network of any depth and widths
    Source   AP Thm 2
    Assumes  g_m(0) = 0, g_m is l_m-Lipschitz with derivative g_m', |g_m'| <= l_m, g_m' is s_m-Lipschitz; for each of
               the N >= 1 samples |x| <= χ, ∇l is the loss's gradient, Lam1-Lipschitz, |∇l| <= Lam0 on |o| <= X_M; the
               constants are not negative; L_f >= |A|_2, L_S >= |B diag(√(M-1-j))|_2; in every history of at most K
               samples om_m >= |W_k^(m)|_2, and before the last r_k <= r, s_k² <= s²; f(W_K) >= f*; τ > 0, α > 0,
               u > 0, K >= 1
    Derived  async_convergence_derived: any objective with a quadratic upper bound, any gradients with the error
               bound of gradient_delay_error *)

From Coq Require Import Reals Lra Lia Psatz List.
From Aimcert Require Import Sums Norms Spaces SignalBounds Network Backpropagation Expectation Training.
From Aimcert Require Import PipelineTraining lyapunov_descent.
Import ListNotations.
Local Open Scope R_scope.

Definition async_convergence_bound (M : nat) (Lf LS r u gap alpha : R) (K : nat)
    (variance mean_squared_saturation : R) : R :=
  (2 * gap / (alpha * INR K) + 2 * alpha * (Lf + alpha * kappa M u r LS) * variance
   + (1 + u) * variance * mean_squared_saturation) / (1 - (1 + u) * r^2).

Section AsyncConvergence.
  Variables (M N K : nat) (n : nat -> nat) (set : tuple -> Prop) (f : tuple -> R) (g : nat -> tuple -> tuple).
  Variables (W : list nat -> tuple) (delayed : list nat -> nat -> tuple) (saturation : list nat -> R).
  Variables (f_star Lf LS alpha inverse_tau u r variance : R).
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis u_pos : 0 < u.
  Hypothesis Lf_nonneg : 0 <= Lf.
  Hypothesis inverse_tau_nonneg : 0 <= inverse_tau.
  Hypothesis smooth : smooth_on M n set f (expected_gradient N g) Lf.
  Hypothesis in_set : forall h, history N K h -> set (W h).
  Hypothesis step : forall h i m a b, history N K (i :: h) -> entry M n m a b ->
    W (i :: h) m a b = analog_step alpha inverse_tau (delayed h i) (W h) m a b.
  Hypothesis delay_error : forall h i, history N K (i :: h) ->
    tuple_sq M n (tuple_sub (g i (W h)) (delayed h i)) <= LS^2 * history_delay M n W h.
  Hypothesis saturated : forall h, history N (K - 1) h ->
    saturation_within M n inverse_tau (saturation h) (W h) /\ 0 <= saturation h <= r.
  Hypothesis noisy : forall h, history N (K - 1) h -> noise_variance M n N g (W h) <= variance.
  Hypothesis bounded_below : forall h, history N K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= descent_learning_rate Lf (kappa M u r LS).
  Hypothesis margin : (1 + u) * r^2 < 1.

  Let gradient_sq h := tuple_sq M n (expected_gradient N g (W h)).
  Let V := lyapunov M n f f_star LS alpha u r W.
  Let q := 1 - (1 + u) * r^2.
  Let loss h : R :=
    alpha^2 * (Lf + alpha * kappa M u r LS) * variance + alpha / 2 * (1 + u) * variance * (saturation h)^2.

  Lemma async_step h :
    (length h < K)%nat -> Forall (fun i => (i < N)%nat) h ->
    mean_of N (fun i => V (i :: h)) <= V h - (alpha / 2 * q * gradient_sq h - loss h).
  Proof.
    intros Hl Hh.
    assert (Hnow : history N (K - 1) h) by (split; [lia|easy]).
    destruct (saturated h Hnow) as [Hsat [Hr0 Hr]].
    eapply Rle_trans.
    - apply (lyapunov_descent_derived M N n set f g W delayed h f_star Lf LS alpha inverse_tau u (saturation h) r);
        auto.
      + apply in_set. split; [lia|easy].
      + intros i Hi. apply in_set. now apply history_next.
      + intros i m a b Hi He. apply step; [now apply history_next|easy].
      + intros i Hi. apply delay_error. now apply history_next.
    - fold V. unfold lyapunov_descent_bound, loss, q. fold (gradient_sq h).
      assert (HG : 0 <= gradient_sq h) by apply tuple_sq_nonneg.
      pose proof (noisy h Hnow) as Hs.
      assert (squares : (saturation h)^2 <= r^2) by (apply pow_incr; lra).
      assert (kept : alpha / 2 * (1 + u) * ((saturation h)^2 * gradient_sq h)
                     <= alpha / 2 * (1 + u) * (r^2 * gradient_sq h)).
      { apply Rmult_le_compat_l; [apply Rmult_le_pos; lra|]. now apply Rmult_le_compat_r. }
      assert (0 <= kappa M u r LS) by (apply Rmult_le_pos; [apply pos_INR|now apply delay_weight_nonneg]).
      assert (0 <= alpha * kappa M u r LS) by (apply Rmult_le_pos; lra).
      assert (Hn : 0 <= alpha^2 * (Lf + alpha * kappa M u r LS)) by (apply Rmult_le_pos; [apply pow2_ge_0|lra]).
      apply (Rmult_le_compat_l _ _ _ Hn) in Hs as noise1.
      assert (Hc : 0 <= alpha / 2 * (1 + u) * (saturation h)^2)
        by (apply Rmult_le_pos; [apply Rmult_le_pos; lra|apply pow2_ge_0]).
      apply (Rmult_le_compat_l _ _ _ Hc) in Hs. lra.
  Qed.

  Lemma async_convergence_derived :
    mean_over_run (mean_of N) K (fun h => tuple_sq M n (expected_gradient N g (W h)))
    <= async_convergence_bound M Lf LS r u (f (W []) - f_star) alpha K variance
         (mean_over_run (mean_of N) K (fun h => (saturation h)^2)).
  Proof.
    pose proof (mean_expectation N N_pos) as HE. pose proof (run_expectation HE K K_pos) as Hrun.
    assert (q_pos : 0 < q) by (unfold q; lra). assert (K_real : INR K <> 0) by (apply not_0_INR; lia).
    eapply Rle_trans.
    - apply (rate_over_run HE K V gradient_sq loss 0 alpha q K_pos alpha_pos q_pos async_step).
      intros h Hl Hh. pose proof (bounded_below h (conj (Nat.eq_le_incl _ _ Hl) Hh) Hl).
      pose proof (Rmult_le_pos _ _ (auxiliary_weight_nonneg alpha u r LS alpha_pos u_pos) (auxiliary_nonneg M n W h)).
      unfold V, lyapunov. lra.
    - unfold loss. rewrite (expect_plus _ _ Hrun), (expect_const _ _ Hrun), (expect_scal _ _ Hrun).
      unfold V, lyapunov. rewrite auxiliary_start. unfold async_convergence_bound. fold q.
      right. field. repeat split; lra.
  Qed.
End AsyncConvergence.

Section Network.
  Variables (net : architecture) (c : constants) (N K : nat) (samples : nat -> sample) (W0 : tuple).
  Variables (f_star Lf LS alpha tau u r variance : R).
  Let M := layers net.
  Let n := width net.
  Let W := pipeline_weights net samples (analog_step alpha (/ tau)) W0.
  Let f := objective net N samples.
  Let saturation h := saturation_degree M n (/ tau) (W h).
  Hypothesis nonneg : nonnegative M c.
  Hypothesis activations : activations_obey net c.
  Hypothesis N_pos : (0 < N)%nat.
  Hypothesis K_pos : (0 < K)%nat.
  Hypothesis sampled : forall i, (i < N)%nat -> sample_obeys net c (samples i).
  Hypothesis derivatives : forall i, (i < N)%nat -> differentiable net (sample_target (samples i)).
  Hypothesis Lf_bound : spectral_bound M M (stability_matrix M c true) Lf.
  Hypothesis LS_bound : spectral_bound M M (delay_matrix M c) LS.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis tau_pos : 0 < tau.
  Hypothesis u_pos : 0 < u.
  Hypothesis met : forall h, history N K h -> covered net c (W h).
  Hypothesis saturated : forall h, history N (K - 1) h -> saturation h <= r.
  Hypothesis noisy : forall h, history N (K - 1) h ->
    noise_variance M n N (sample_gradient net samples) (W h) <= variance.
  Hypothesis bounded_below : forall h, history N K h -> length h = K -> f_star <= f (W h).
  Hypothesis rate : alpha <= descent_learning_rate Lf (kappa M u r LS).
  Hypothesis margin : (1 + u) * r^2 < 1.

  Theorem async_convergence :
    mean_over_run (mean_of N) K (fun h => tuple_sq M n (mean_gradient net N samples (W h)))
    <= async_convergence_bound M Lf LS r u (f W0 - f_star) alpha K variance
         (mean_over_run (mean_of N) K (fun h => (saturation h)^2)).
  Proof.
    assert (inverse_pos : 0 < / tau) by now apply Rinv_0_lt_compat.
    apply (async_convergence_derived M N K n (covered net c) f (sample_gradient net samples) W
             (pipeline_gradient net samples (analog_step alpha (/ tau)) W0) saturation f_star Lf LS alpha (/ tau) u r);
      auto.
    - apply Lf_bound.
    - lra.
    - now apply network_smooth.
    - intros h i m a b _ _. unfold W. now rewrite pipeline_step.
    - intros h i Hh.
      apply (network_delay_error net c N samples nonneg activations sampled LS _ W0);
        [easy| |now apply (history_latest N K h)].
      intros j _. now apply met, history_first, history_rest with (i := i).
    - intros h Hh. split; [apply saturation_degree_bounds; lra|]. split; [apply saturation_degree_nonneg; lra|auto].
  Qed.
End Network.
