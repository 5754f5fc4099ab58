(** Claim    E f(W') <= f(W) - (α/(2F_max))|g|²_R - (α/(8F_max))|g⊙F + |g|⊙G|² + α²L F_max²σ² + ασ²|G/√F|²_inf, R = q+
             q- = F² - G²
    Source   RF 68
    Assumes  W' = U(W, -α(g+ε)) on elements with any responses, q+(W), q-(W) >= 0, F(W) <= F_max, F_max > 0, g = ∇f(W);
             f(y) <= f(x) + <∇f(x), y-x> + (L/2)|y-x|² for all x, y, L >= 0; 0 < α, 4αLF_max <= 1; finitely many
             outcomes of ε with any probabilities, E ε = 0, E|ε|² <= σ²
    Derived  analog_sgd_descent_general_derived: (3/4)ασ²|G/√F|²_inf in place of ασ²|G/√F|²_inf *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse ResidualLearning.
Local Open Scope R_scope.

Section Descent.
  Variables (n N : nat) (p : vector) (eps : nat -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (L : R) (f : vector -> R) (grad : vector -> vector).
  Hypotheses (HL : 0 <= L) (Hf : quadratic_bound n L f grad).
  Variables (A : array) (w : vector) (F_max alpha sigma : R).
  Hypotheses (Hw : in_range n A w) (HF : F_at_most n A w F_max) (HFmax : 0 < F_max).
  Hypotheses (Halpha : 0 < alpha) (Hrate : 4 * alpha * L * F_max <= 1).
  Hypothesis Hvariance : variance n N p eps <= sigma^2.

  Let g := grad w.
  Let next (j : nat) := step A w (scale (- alpha) (add g (eps j))).
  Let s := asymmetry n A w.

  Theorem analog_sgd_descent_general_derived :
    expected N p (fun j => f (next j))
    <= f w - alpha / (2 * F_max) * weighted_sq n (R_of A w) g
        - alpha / (8 * F_max) * norm_sq n (gradient_response A w g)
       + alpha^2 * L * F_max^2 * sigma^2 + 3 / 4 * alpha * sigma^2 * s.
  Proof.
    destruct (descent_of_array n A w F_max alpha (L / 2) g Hw HF HFmax Halpha ltac:(lra) ltac:(lra)) as [lambda H].
    set (c := f w - alpha / (2 * F_max) * weighted_sq n (R_of A w) g
              - alpha / (8 * F_max) * norm_sq n (gradient_response A w g)).
    set (K := 3 / 4 * alpha * s + 2 * (L / 2) * alpha^2 * F_max^2).
    apply (Rle_trans _ (c + K * variance n N p eps)).
    - apply (expected_bound N p Hp n eps Hz) with (lambda := lambda). intros j _. specialize (H (eps j)).
      eapply Rle_trans; [apply (Hf w (next j))|]. fold g s in H. fold g.
      assert (E : forall i, sub (next j) w i = - alpha * gradient_response A w (add g (eps j)) i).
      { intros i. unfold sub, next. rewrite step_against by lra. ring. }
      rewrite (dot_ext n g g _ (scale (- alpha) (gradient_response A w (add g (eps j)))))
        by (intros; first [easy | apply E]).
      rewrite (norm_sq_ext n _ (scale (- alpha) (gradient_response A w (add g (eps j))))) by (intros; apply E).
      unfold scale. rewrite dot_scal_r, norm_sq_scal. unfold c, K.
      replace ((- alpha)^2) with (alpha^2) by ring. lra.
    - assert (HK : 0 <= K).
      { pose proof (asymmetry_nonneg n A w) as Hs. fold s in Hs. unfold K. apply Rplus_le_le_0_compat; [nra|].
        apply Rmult_le_pos; [|apply pow2_ge_0]. apply Rmult_le_pos; [lra|apply pow2_ge_0]. }
      assert (K * variance n N p eps <= K * sigma^2) by now apply Rmult_le_compat_l. unfold K, c in *. lra.
  Qed.

  Theorem analog_sgd_descent_general :
    expected N p (fun j => f (next j))
    <= f w - alpha / (2 * F_max) * weighted_sq n (R_of A w) g
        - alpha / (8 * F_max) * norm_sq n (gradient_response A w g)
       + alpha^2 * L * F_max^2 * sigma^2 + alpha * sigma^2 * s.
  Proof.
    pose proof analog_sgd_descent_general_derived. pose proof (asymmetry_nonneg n A w) as Hs. fold s in Hs.
    assert (0 <= alpha * sigma^2 * s) by (apply Rmult_le_pos; [apply Rmult_le_pos; [lra|apply pow2_ge_0]|easy]). lra.
  Qed.
End Descent.
