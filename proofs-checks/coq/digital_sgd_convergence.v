(** Claim    K steps of digital SGD W' = W - α(g+ε), g = ∇f(W):
               (1/K) Σ_k E|g_k|² <= 2(f(W_0) - m)/(αK) + α L σ²
    Source   EX 5
    Assumes  0 < α <= 1/L, K >= 1; f(y) <= f(x) + <g(x), y-x> + (L/2)|y-x|² (implied by L-smoothness), f >= m;
             at every state met before step K: finitely many outcomes, E ε = 0, E|ε|² <= σ²; their law may depend on
             all that happened
    Fails    for every α > 1/L: f = L w²/2, W_0 = 1, K = 1, no noise: L² > L/α *)

From Coq Require Import Reals Lra Lia Arith Psatz.
From Aimcert Require Import Sums Norms Smoothness Expectation NoisyDescent.
Local Open Scope R_scope.

Section Descent.
  Variables (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (run : random_run) (sigma alpha : R).
  Hypothesis f_bound : quadratic_bound n L f g.
  Hypothesis L_nonneg : 0 <= L.
  Hypothesis alpha_pos : 0 < alpha.
  Hypothesis alpha_small : alpha * L <= 1.
  Hypothesis steps : follows n Rplus alpha g run.

  Lemma digital_step x :
    centered_noise n sigma run x ->
    expect run x (fun j => f (weight run (next run x j))) + alpha / 2 * norm_sq n (g (weight run x))
    <= f (weight run x) + alpha^2 * L / 2 * sigma^2.
  Proof.
    intros (Hp & He & Hv). set (W := weight run x).
    pose proof (separable_step n L f g _ _ W (fun j => weight run (next run x j))
                  (fun i => - (alpha / 2) * (g W i)^2 + alpha^2 * L / 2 * expect run x (fun j => (noise run x j i)^2))
                  f_bound Hp) as H.
    unfold expect in H. rewrite sum_of_plus, !sum_of_scal, <- variance_entries in H.
    fold (norm_sq n (g W)) in H. set (noise_sq := variance n _ _ _) in *.
    assert (alpha^2 * L / 2 * noise_sq <= alpha^2 * L / 2 * sigma^2).
    { apply Rmult_le_compat_l; [|easy]. pose proof (pow2_ge_0 alpha). nra. }
    enough (expect run x (fun j => f (weight run (next run x j)))
            <= f W + (- (alpha / 2) * norm_sq n (g W) + alpha^2 * L / 2 * noise_sq)) by lra.
    apply H. intros i Hi.
    apply expected_at_most with (lambda := alpha * (alpha * L - 1) * g W i); [easy | now apply He |].
    intros j Hj. rewrite (steps x j i Hj Hi). fold W. set (G := g W i). set (e := noise run x j i).
    assert (0 <= alpha * (1 - alpha * L) * G^2) by (apply Rmult_le_pos; [nra | apply pow2_ge_0]). nra.
  Qed.
End Descent.

Theorem digital_sgd_convergence
  (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) (minimum : R)
  (run : random_run) (start : state run) (sigma alpha : R) (K : nat) :
  quadratic_bound n L f g -> 0 <= L -> (forall W, minimum <= f W) ->
  0 < alpha -> alpha * L <= 1 -> (0 < K)%nat ->
  follows n Rplus alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
  run_mean run K (fun x => norm_sq n (g (weight run x))) start
  <= 2 * (f (weight run start) - minimum) / (alpha * INR K) + alpha * L * sigma^2.
Proof.
  intros Hf HL Hm Ha Hs HK Hw Hn.
  pose proof (mean_descent run K (fun x => f (weight run x)) (fun x => alpha / 2 * norm_sq n (g (weight run x)))
                (fun _ => alpha^2 * L / 2 * sigma^2) minimum start HK (fun x _ => Hm _)) as H.
  cbv beta in H. rewrite run_mean_scal, run_mean_const in H by (easy || (intros; now apply Hn)).
  assert (HKp : 0 < INR K) by (apply lt_0_INR; lia).
  apply (Rmult_le_reg_l (alpha / 2)); [lra|].
  replace (alpha / 2 * (2 * (f (weight run start) - minimum) / (alpha * INR K) + alpha * L * sigma^2))
    with ((f (weight run start) - minimum) / INR K + alpha^2 * L / 2 * sigma^2) by (field; lra).
  apply H; intros y Hy; [now apply Hn|].
  now apply (digital_step n L f g run sigma alpha); try apply Hn.
Qed.

(** No larger rate will do: f = L w²/2 from w = 1, one step without noise, has L² against L/α. *)
Theorem digital_sgd_convergence_faster_fails (L alpha : R) :
  0 < L -> 0 < alpha -> 1 < alpha * L ->
  ~ (forall (n : nat) (f : vector -> R) (g : vector -> vector) (minimum : R)
            (run : random_run) (start : state run) (sigma : R) (K : nat),
     smooth n L f g -> (forall W, minimum <= f W) -> (0 < K)%nat ->
     follows n Rplus alpha g run -> (forall x, met run K start x -> centered_noise n sigma run x) ->
     run_mean run K (fun x => norm_sq n (g (weight run x))) start
     <= 2 * (f (weight run start) - minimum) / (alpha * INR K) + alpha * L * sigma^2).
Proof.
  intros HL Ha Hfast H. set (g := quadratic_gradient L 0).
  set (run := weight_run Rplus alpha g 1 (fun _ _ => 1) (fun _ _ _ => 0)).
  specialize (H 1%nat (quadratic L 0) g 0 run (fun _ => 1) 0 1%nat (quadratic_smooth L 0 ltac:(lra))
                (fun W => quadratic_nonneg L 0 W ltac:(lra)) ltac:(lia)
                (weight_run_follows _ _ _ _ _ _ _)).
  assert (Hn : forall x, met run 1 (fun _ => 1) x -> centered_noise 1 0 run x).
  { intros x _. split; [split; [intros; simpl; lra | simpl; ring]|].
    split; [intros i _|]; unfold variance, expected, norm_sq; simpl; lra. }
  specialize (H Hn). unfold run_mean, mean_of, norm_sq, g, quadratic_gradient, quadratic in H. cbn in H.
  apply (Rmult_le_compat_r alpha) in H; [|lra].
  replace ((2 * (L / 2 * ((1 - 0) * ((1 - 0) * 1)) - 0) / (alpha * 1) + alpha * L * (0 * (0 * 1))) * alpha) with L in H
    by (field; lra).
  replace ((0 + (0 + L * (1 - 0) * (L * (1 - 0) * 1))) / 1 * alpha) with (L * (alpha * L)) in H by field. nra.
Qed.
