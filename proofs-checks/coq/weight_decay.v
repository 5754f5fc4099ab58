(** Claim      E|P''|² <= (1 - βcσ/(2τ))|P'|² + (4βτ/(cσ))|g|² + (4L²βτ/(cσ))|dW|² + 3β²σ² for β <= cτ/(2σ) and β <=
               τ/(4cσ)
    Source     EX Lemma 6, its rule for β corrected
    Assumes    one asymmetric linear device, symmetric point 0, τ > 0, |P'|_inf <= τ; P'' = U(P', β(g'+ε)), g = ∇f(W),
               g' = ∇f(W'), dW = W'-W, |∇f(y)-∇f(x)| <= L|y-x|; finitely many outcomes of ε with any probabilities, E
               ε = 0, E|ε|² <= σ², E|x+ε_i| >= cσ for every x and i; c, σ, β > 0
    Corrected  weight_decay
    Derived    weight_decay_derived: 2β²σ² in place of 3β²σ² for β <= cτ/(4σ)
    Fails      weight_decay_published_fails: for β <= cτ/(2(4L²τ²+σ²)) and β <= 2/(3cσ): D = 1, τ = W = W* = 1, P' =
               -1, ε = 1/4 or -1/64 with odds 1 to 16, L = 1/64, β = 20: 97/17 > 177/32 *)

From Coq Require Import Reals Lra Lia Psatz.
From Aimcert Require Import Sums Norms Device Smoothness Expectation GeneralResponse TikiTaka.
Local Open Scope R_scope.

Section Decay.
  Variables (n N : nat) (p : vector) (eps : nat -> vector) (grad : vector -> vector).
  Hypotheses (Hp : distribution N p) (Hz : unbiased n N p eps).
  Variables (tau beta sigma c L : R) (P W W' : vector).
  Hypotheses (Htau : 0 < tau) (Hbeta : 0 < beta) (Hsigma : 0 < sigma) (Hc : 0 < c).
  Hypothesis Hgrad : forall x y, norm_sq n (sub (grad y) (grad x)) <= L^2 * norm_sq n (sub y x).
  Hypothesis Hvariance : variance n N p eps <= sigma^2.
  Hypothesis Hdev : deviates n N p eps (c * sigma).
  Hypothesis HP : norm_inf n P <= tau.

  Let next (j : nat) := step (ald tau) P (scale beta (add (grad W') (eps j))).

  Lemma ck_pos : 0 < c * sigma.
  Proof. now apply Rmult_lt_0_compat. Qed.

  (** |g'|² <= 2|g|² + 2L²|dW|². *)
  Lemma next_gradient : norm_sq n (grad W') <= 2 * norm_sq n (grad W) + 2 * (L^2 * norm_sq n (sub W' W)).
  Proof.
    pose proof (norm_sq_plus_le n (grad W) (sub (grad W') (grad W))) as H. specialize (Hgrad W W').
    rewrite (norm_sq_ext n _ (grad W')) in H by (intros; unfold sub; ring). lra.
  Qed.

  Lemma with_gradient rate noise :
    expected N p (fun j => norm_sq n (next j))
      <= rate * norm_sq n P + 2 * (beta * tau / (c * sigma)) * norm_sq n (grad W') + noise ->
    expected N p (fun j => norm_sq n (next j))
      <= rate * norm_sq n P + 4 * beta * tau / (c * sigma) * norm_sq n (grad W)
         + 4 * L^2 * beta * tau / (c * sigma) * norm_sq n (sub W' W) + noise.
  Proof.
    intros H. pose proof next_gradient as G. pose proof ck_pos as Hk.
    assert (Hd : 0 < beta * tau / (c * sigma)) by (apply Rdiv_lt_0_compat; [nra|easy]).
    set (d := beta * tau / (c * sigma)) in *.
    replace (4 * beta * tau / (c * sigma)) with (4 * d) by (unfold d; field; lra).
    replace (4 * L^2 * beta * tau / (c * sigma)) with (4 * L^2 * d) by (unfold d; field; lra). nra.
  Qed.

  Theorem weight_decay :
    beta <= c * tau / (2 * sigma) -> beta <= tau / (4 * c * sigma) ->
    expected N p (fun j => norm_sq n (next j))
    <= (1 - beta * (c * sigma) / (2 * tau)) * norm_sq n P + 4 * beta * tau / (c * sigma) * norm_sq n (grad W)
       + 4 * L^2 * beta * tau / (c * sigma) * norm_sq n (sub W' W) + 3 * beta^2 * sigma^2.
  Proof.
    intros H1 H2. apply with_gradient. pose proof ck_pos as Hk.
    apply array_decay with (b := 1); auto; [| |lra|].
    - apply (Rmult_le_compat_r (4 * (c * sigma))) in H2; [|lra].
      replace (tau / (4 * c * sigma) * (4 * (c * sigma))) with tau in H2 by (field; lra). lra.
    - intros t Ht. nra.
    - apply (Rmult_le_compat_r (sigma * sigma)) in H1; [|nra].
      replace (c * tau / (2 * sigma) * (sigma * sigma)) with (c * sigma * tau / 2) in H1 by (field; lra). lra.
  Qed.

  (** c <= 1, where there is an entry: cσ <= E|ε_i| <= √E ε_i². *)
  Lemma deviation_at_most_one : (0 < n)%nat -> c <= 1.
  Proof.
    intros Hn. pose proof (Hdev 0%nat 0 Hn) as H. pose proof ck_pos as Hk.
    pose proof (expected_square N p Hp (fun j => Rabs (0 + eps j 0%nat))) as HS.
    cbv beta in HS. rewrite (expected_ext N p (fun j => (Rabs (0 + eps j 0%nat))^2) (fun j => (eps j 0%nat)^2)) in HS
      by (intros; rewrite pow2_abs; ring).
    pose proof (entry_variance n N p eps Hp sigma Hvariance 0%nat Hn) as [_ Hv].
    assert (Hs : (c * sigma)^2 <= sigma^2).
    { eapply Rle_trans; [apply (pow_incr _ _ 2 (conj (Rlt_le _ _ Hk) H))|]. lra. }
    destruct (Rle_or_lt c 1) as [|H1]; [easy|]. assert (1 < c^2) by nra.
    assert (1 * sigma^2 < c^2 * sigma^2) by (apply Rmult_lt_compat_r; [nra|easy]). nra.
  Qed.

  Theorem weight_decay_derived :
    (0 < n)%nat -> beta <= c * tau / (4 * sigma) ->
    expected N p (fun j => norm_sq n (next j))
    <= (1 - beta * (c * sigma) / (2 * tau)) * norm_sq n P + 4 * beta * tau / (c * sigma) * norm_sq n (grad W)
       + 4 * L^2 * beta * tau / (c * sigma) * norm_sq n (sub W' W) + 2 * beta^2 * sigma^2.
  Proof.
    intros Hn H1. apply with_gradient. pose proof ck_pos as Hk. pose proof (deviation_at_most_one Hn) as H2.
    apply (Rmult_le_compat_r (4 * sigma)) in H1; [|lra].
    replace (c * tau / (4 * sigma) * (4 * sigma)) with (c * tau) in H1 by (field; lra).
    apply array_decay with (b := 2); auto; [| |lra|].
    - assert (c * (beta * (4 * sigma)) <= 1 * (c * tau)) by (apply Rmult_le_compat; nra).
      assert (c * tau <= 1 * tau) by (apply Rmult_le_compat_r; lra). lra.
    - intros t Ht. pose proof (pow2_ge_0 (1 - t)). lra.
    - assert (sigma * (beta * (4 * sigma)) <= sigma * (c * tau)) by (apply Rmult_le_compat_l; lra). lra.
  Qed.
End Decay.

Definition skewed (j : nat) : vector := fun _ => match j with O => / 4 | _ => - / 64 end.
Definition odds (j : nat) : R := match j with O => / 17 | _ => 16 / 17 end.

Theorem weight_decay_published_fails :
  ~ (forall (n N : nat) (p : vector) (eps : nat -> vector) (L : R) (f : vector -> R) (grad : vector -> vector)
            (tau alpha beta sigma c : R) (P W : vector),
       (0 < n)%nat -> distribution N p -> unbiased n N p eps -> iid n N p eps -> variance n N p eps = sigma^2 ->
       deviates n N p eps (c * sigma) -> 0 < L -> smooth n L f grad ->
       0 < tau -> 0 < alpha -> 0 < beta -> 0 < sigma -> 0 < c -> norm_inf n W <= tau -> norm_inf n P <= tau ->
       beta <= c * tau / (2 * (4 * L^2 * tau^2 + sigma^2)) -> beta <= 2 / (3 * c * sigma) ->
       let W' := step (ald tau) W (scale (- alpha) P) in
       expected N p (fun j => norm_sq n (step (ald tau) P (scale beta (add (grad W') (eps j)))))
       <= (1 - beta * (c * sigma) / (2 * tau)) * norm_sq n P + 4 * beta * tau / (c * sigma) * norm_sq n (grad W)
          + 4 * L^2 * beta * tau / (c * sigma) * norm_sq n (sub W' W) + 3 * beta^2 * sigma^2).
Proof.
  intros H.
  specialize (H 1%nat 2%nat odds skewed (/ 64) (quadratic (/ 64) 1) (quadratic_gradient (/ 64) 1)
                1 1 20 (/ 16) (/ 4) (fun _ => -1) (fun _ => 1)).
  assert (Hp : distribution 2 odds).
  { split; [intros [|j] _|]; unfold odds; cbn [sum_of]; lra. }
  assert (Hz : unbiased 1 2 odds skewed).
  { intros i _. unfold expected, odds, skewed. cbn [sum_of]. lra. }
  assert (Hi : iid 1 2 odds skewed).
  { exists 2%nat, odds, (fun j => skewed j 0%nat). split; [exact Hp|].
    intros phi. unfold expected. cbn [sum_of product_of]. ring. }
  assert (Hv : variance 1 2 odds skewed = (/ 16)^2).
  { unfold variance, expected, norm_sq, odds, skewed. cbn [sum_of]. field. }
  assert (Hd : deviates 1 2 odds skewed (/ 4 * / 16)).
  { intros i x _. unfold expected, odds, skewed. cbn [sum_of]. unfold Rabs. repeat destruct Rcase_abs; lra. }
  specialize (H ltac:(lia) Hp Hz Hi Hv Hd ltac:(lra) (quadratic_smooth (/ 64) 1 ltac:(lra)) ltac:(lra) ltac:(lra)
                ltac:(lra) ltac:(lra) ltac:(lra)).
  unfold norm_inf, largest in H.
  rewrite (Rabs_pos_eq 1), (Rabs_left (-1)), Rmax_right, Rmax_right in H by lra.
  specialize (H ltac:(lra) ltac:(lra) ltac:(lra) ltac:(lra)). cbv zeta in H.
  unfold expected, norm_sq, odds, skewed, sub in H. cbn [sum_of] in H.
  rewrite !ald_step in H. unfold quadratic_gradient, scale, add in H. rewrite !ald_step in H.
  rewrite (Rabs_pos_eq (-(1) * -1)) in H by lra.
  match type of H with context [Rabs ?a] => rewrite (Rabs_pos_eq a) in H by lra end.
  match type of H with context [Rabs ?a] => rewrite (Rabs_left a) in H by lra end.
  lra.
Qed.
